package org.posthaste.smtp.report;

import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of an XML document of a stranger, before a parser sees it: no tag, comment, section or text may be longer than {@link ReportLimits#TOKEN}, since parsers keep each of these in memory as a whole, and
 * there is no document type (so no entities). Encodings that do not fit the octets cost characters, not the report. Confined.
 */
final class GuardedXml extends FilterReader {
    private static final Pattern ENCODING =
            Pattern.compile("^\\s*<\\?xml[^>]*encoding\\s*=\\s*[\"']([A-Za-z0-9._-]{1,40})[\"']");
    private static final int HEAD = 256;
    private static final int BYTE_ORDER_MARK = 0xfeff;

    /** What the last characters belong to. */
    private enum Inside {
        TEXT,
        TAG,
        COMMENT,
        SECTION,
        INSTRUCTION
    }

    private Inside inside = Inside.TEXT;
    private int length;
    private final StringBuilder start = new StringBuilder(10);
    private char last;
    private char beforeLast;
    private boolean begun;

    private GuardedXml(Reader in) {
        super(in);
    }

    /** The characters of a document, decoded as it or its first octets say. */
    static Reader of(InputStream octets) throws IOException {
        PushbackInputStream stream = new PushbackInputStream(octets, HEAD);
        byte[] head = stream.readNBytes(HEAD);
        stream.unread(head);
        return new GuardedXml(new InputStreamReader(stream, charset(head)));
    }

    private static Charset charset(byte[] head) {
        if (head.length >= 2) {
            int mark = (head[0] & 0xff) << 8 | head[1] & 0xff;
            if (mark == 0xfeff || mark == 0xfffe) {
                return StandardCharsets.UTF_16;
            }
            if (mark == 0x003c) {
                return StandardCharsets.UTF_16BE;
            }
            if (mark == 0x3c00) {
                return StandardCharsets.UTF_16LE;
            }
        }
        Matcher declared = ENCODING.matcher(new String(head, StandardCharsets.ISO_8859_1));
        try {
            // Octets in which the declaration can be read are not UTF-16, whatever it says.
            return declared.find()
                            && !declared.group(1)
                                    .toUpperCase(java.util.Locale.ROOT)
                                    .startsWith("UTF-16")
                    ? Charset.forName(declared.group(1))
                    : StandardCharsets.UTF_8;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return StandardCharsets.UTF_8;
        }
    }

    @Override
    public int read() throws IOException {
        char[] one = new char[1];
        return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(char[] into, int offset, int count) throws IOException {
        int got = super.read(into, offset, count);
        if (begun || got <= 0) {
            check(into, offset, got);
            return got;
        }
        // Before the declaration only a byte order mark would be legal; reporters also put empty lines there.
        int from = offset;
        while (from < offset + got && (into[from] == BYTE_ORDER_MARK || Character.isWhitespace(into[from]))) {
            from++;
        }
        int left = offset + got - from;
        if (left == 0) {
            return read(into, offset, count);
        }
        begun = true;
        System.arraycopy(into, from, into, offset, left);
        check(into, offset, left);
        return left;
    }

    private void check(char[] text, int offset, int count) throws IOException {
        for (int i = offset; i < offset + count; i++) {
            check(text[i]);
        }
    }

    private void check(char c) throws IOException {
        length++;
        if (length > ReportLimits.TOKEN) {
            throw new IOException("a text, tag or comment is too long");
        }
        switch (inside) {
            case TEXT -> {
                if (c == '<') {
                    begin(Inside.TAG);
                    start.setLength(0);
                }
            }
            case TAG -> inTag(c);
            case COMMENT -> endIf(c == '>' && last == '-' && beforeLast == '-');
            case SECTION -> endIf(c == '>' && last == ']' && beforeLast == ']');
            case INSTRUCTION -> endIf(c == '>' && last == '?');
        }
        beforeLast = last;
        last = c;
    }

    private void inTag(char c) throws IOException {
        if (start.length() < 8) {
            start.append(c);
            String begun = start.toString();
            if (begun.equals("?")) {
                begin(Inside.INSTRUCTION);
            } else if (begun.equals("!--")) {
                begin(Inside.COMMENT);
            } else if (begun.equals("![CDATA[")) {
                begin(Inside.SECTION);
            } else if (begun.startsWith("!") && !"!--".startsWith(begun) && !"![CDATA[".startsWith(begun)) {
                throw new IOException("a document type is not allowed");
            }
        }
        if (inside == Inside.TAG) {
            endIf(c == '>');
        } else {
            // What begins a comment does not end it.
            last = 0;
        }
    }

    private void begin(Inside next) {
        inside = next;
        length = 0;
    }

    private void endIf(boolean over) {
        if (over) {
            begin(Inside.TEXT);
        }
    }
}
