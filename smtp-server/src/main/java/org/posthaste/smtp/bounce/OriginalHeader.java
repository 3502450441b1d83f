package org.posthaste.smtp.bounce;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.posthaste.common.io.ByteSource;
import org.posthaste.common.message.EncodedWords;
import org.posthaste.common.message.HeaderBlock;

/**
 * The header of the message a report is about, as much of it as is kept in memory and given back: whole fields, {@value #LIMIT} octets at most.
 *
 * @param octets the fields, without the empty line behind them
 */
record OriginalHeader(byte[] octets, HeaderBlock fields) {
    private static final int LIMIT = 64 * 1024;
    private static final int LONGEST_ID = 900;

    /** Of a message that cannot be read. */
    static final OriginalHeader NONE = new OriginalHeader(new byte[0], HeaderBlock.parse(new byte[0]));

    static OriginalHeader read(ByteSource message) throws IOException {
        byte[] start = new byte[(int) Math.min(LIMIT, message.size())];
        ByteBuffer buffer = ByteBuffer.wrap(start);
        int count = 1;
        while (count > 0 && buffer.hasRemaining()) {
            count = message.read(buffer.position(), buffer);
        }
        byte[] header = Arrays.copyOf(start, end(start, buffer.position(), buffer.position() == message.size()));
        return new OriginalHeader(header, HeaderBlock.parse(header));
    }

    /** Where the header ends: at the empty line, else behind the last field that is whole. */
    private static int end(byte[] octets, int length, boolean all) {
        int lineStart = 0;
        int lastField = 0;
        for (int i = 0; i < length; i++) {
            if (i == lineStart && octets[i] != ' ' && octets[i] != '\t') {
                lastField = lineStart;
            }
            if (octets[i] == '\n') {
                if (i == lineStart || i == lineStart + 1 && octets[lineStart] == '\r') {
                    return lineStart;
                }
                lineStart = i + 1;
            }
        }
        return all ? length : lastField;
    }

    boolean isAscii() {
        for (byte octet : octets) {
            if (octet < 0) {
                return false;
            }
        }
        return true;
    }

    /** Message-ID in its angle brackets, if it is fit to be referred to. */
    Optional<String> messageId() {
        return fields.first("Message-ID")
                .map(field -> field.body().strip())
                .filter(id -> id.startsWith("<")
                        && id.endsWith(">")
                        && id.length() <= LONGEST_ID
                        && id.chars().allMatch(c -> c > ' ' && c < 0x7f));
    }

    /** The decoded body of a field, for people. */
    Optional<String> text(String name, int limit) {
        return fields.first(name)
                .map(field -> SafeText.line(EncodedWords.decode(field.body()), limit))
                .filter(text -> !text.isEmpty());
    }
}
