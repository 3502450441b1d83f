package org.posthaste.common.message;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import org.posthaste.common.io.ByteSource;

/**
 * The first words of a text, RFC 8970 §3.3: on one line, at most {@value #MAX_CHARACTERS} characters, without what is quoted from other messages, without the signature, and without the
 * invisible characters that newsletters fill their previews with. Reads no more than a few thousand characters. Stateless.
 */
final class PreviewText {
    static final int MAX_CHARACTERS = 200;
    private static final int MAX_READ = 32 * 1024;

    private PreviewText() {}

    /** The preview of a part's text; empty if there is none. */
    static String of(ByteSource octets, PartIndex.Part part) {
        String text = read(octets, part);
        if (part.subtype().equals("html")) {
            return shortened(text, 0, text.length());
        }
        StringBuilder own = new StringBuilder();
        int at = 0;
        while (at < text.length() && own.length() < 4 * MAX_CHARACTERS) {
            int lf = text.indexOf('\n', at);
            int end = lf < 0 ? text.length() : lf;
            String line = text.substring(at, end);
            if (line.strip().equals("--")) {
                break;
            }
            if (!line.startsWith(">")) {
                own.append(line).append(' ');
            }
            at = end + 1;
        }
        String preview = shortened(own, 0, own.length());
        return preview.isEmpty() ? shortened(text, 0, text.length()) : preview;
    }

    private static String read(ByteSource octets, PartIndex.Part part) {
        char[] characters = new char[(int) Math.min(MAX_READ, octets.size() + 1)];
        int length = 0;
        try (Reader reader = PartText.open(octets, part)) {
            int count = reader.read(characters, 0, characters.length);
            while (count > 0) {
                length += count;
                count = length < characters.length ? reader.read(characters, length, characters.length - length) : -1;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new String(characters, 0, length);
    }

    private static String shortened(CharSequence text, int from, int to) {
        StringBuilder out = new StringBuilder();
        int characters = 0;
        boolean blank = false;
        for (int at = from; at < to && characters < MAX_CHARACTERS; ) {
            int c = Character.codePointAt(text, at);
            at += Character.charCount(c);
            if (isBlank(c)) {
                blank = characters > 0;
            } else if (blank && characters == MAX_CHARACTERS - 1) {
                break;
            } else {
                if (blank) {
                    out.append(' ');
                    characters++;
                    blank = false;
                }
                out.appendCodePoint(c);
                characters++;
            }
        }
        return out.toString();
    }

    /** Blanks, and what shows as nothing; a joiner inside an emoji is kept. */
    private static boolean isBlank(int c) {
        return switch (c) {
            case 0xa0,
                    0xad,
                    0x34f,
                    0x61c,
                    0x2007,
                    0x202f,
                    0x200b,
                    0x200c,
                    0x200e,
                    0x200f,
                    0x2060,
                    0xfeff,
                    0xfffd -> true;
            default -> c <= ' '
                    || c >= 0x7f && c < 0xa0
                    || Character.isWhitespace(c)
                    || Character.getType(c) == Character.SURROGATE;
        };
    }
}
