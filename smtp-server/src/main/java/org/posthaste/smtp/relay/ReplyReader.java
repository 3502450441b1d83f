package org.posthaste.smtp.relay;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.posthaste.smtp.relay.WireException.Kind;

/**
 * Reads the replies of a server that is not to be trusted (RFC 5321 §4.2). A line longer than {@value #MAX_LINE} octets
 * is cut and its rest read over, as long as the reply stays within {@value #MAX_REPLY}; a reply has at most {@value
 * #MAX_LINES} lines; a line may end with LF alone; octets that are not printable become question marks. Anything that is
 * no reply ends the conversation, since nobody could tell any more which command the next reply answers. Confined to one
 * thread.
 */
final class ReplyReader {
    static final int MAX_LINE = 2048;
    static final int MAX_LINES = 100;
    static final int MAX_REPLY = 64 * 1024;

    private static final int BUFFER = 4096;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int from;
    private int to;

    /** Octets of the reply being read. */
    private int taken;

    ReplyReader(InputStream in) {
        this.in = in;
    }

    /** True if octets have been read that nobody has asked for yet. */
    boolean hasMore() {
        return from < to;
    }

    /** The next reply. Fails: {@link WireException} MALFORMED; {@link EOFException} and what the stream throws. */
    PeerReply read() throws IOException {
        taken = 0;
        List<String> lines = new ArrayList<>(1);
        int code = 0;
        while (true) {
            byte[] line = new byte[128];
            int length = 0;
            int octet;
            while ((octet = next()) != '\n') {
                if (length < MAX_LINE) {
                    if (length == line.length) {
                        line = java.util.Arrays.copyOf(line, Math.min(MAX_LINE, 4 * length));
                    }
                    line[length++] = (byte) octet;
                }
            }
            if (length > 0 && line[length - 1] == '\r') {
                length--;
            }
            int lineCode = code(line, length);
            if (code != 0 && lineCode / 100 != code / 100) {
                throw malformed("a reply whose lines begin with " + code + " and " + lineCode);
            }
            code = lineCode;
            lines.add(length <= 4 ? "" : printable(new String(line, 4, length - 4, StandardCharsets.UTF_8)));
            if (length == 3 || line[3] == ' ') {
                return new PeerReply(code, lines);
            }
            if (lines.size() == MAX_LINES) {
                throw malformed("a reply of more than " + MAX_LINES + " lines");
            }
        }
    }

    private int next() throws IOException {
        if (from == to) {
            int count = in.read(buffer);
            if (count < 0) {
                throw new EOFException();
            }
            from = 0;
            to = count;
            return next();
        }
        if (++taken > MAX_REPLY) {
            throw malformed("a reply of more than " + MAX_REPLY + " octets");
        }
        return buffer[from++];
    }

    /** The code of a line; its last digit may be anything, but the first says how to go on. */
    private static int code(byte[] line, int length) throws WireException {
        boolean form = length >= 3 && (length == 3 || line[3] == ' ' || line[3] == '-');
        int code = 0;
        for (int i = 0; form && i < 3; i++) {
            form = line[i] >= '0' && line[i] <= '9';
            code = 10 * code + line[i] - '0';
        }
        if (!form || code < 200 || code > 599) {
            String begin = printable(new String(line, 0, Math.min(length, 60), StandardCharsets.UTF_8));
            throw malformed("something that is no SMTP reply: \"" + begin + "\"");
        }
        return code;
    }

    private static WireException malformed(String what) {
        return new WireException(Kind.MALFORMED, "the host sent " + what);
    }

    /** Without control characters, and without those that turn the direction of text or end a line in disguise. */
    private static String printable(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            int type = Character.getType(c);
            boolean hidden = type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.SURROGATE
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR
                    || type == Character.UNASSIGNED
                    || type == Character.PRIVATE_USE
                    || c == 0xfffd;
            clean.appendCodePoint(c == '\t' ? ' ' : hidden ? '?' : c);
        });
        return clean.toString();
    }
}
