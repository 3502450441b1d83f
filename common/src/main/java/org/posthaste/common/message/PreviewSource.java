package org.posthaste.common.message;

import java.util.Arrays;
import java.util.Optional;
import org.posthaste.common.io.ByteSource;

/** Keeps the beginnings of the parts a preview can be made of, while the message streams by: the first plain text and the first HTML text that are no files. Not thread-safe. */
final class PreviewSource {
    private static final int MAX_PLAIN = 4 * 1024;
    /** HTML begins with its styles, which can be long. */
    private static final int MAX_HTML = 32 * 1024;

    private static final byte[] NONE = new byte[0];

    private final Beginning plain = new Beginning(MAX_PLAIN);
    private final Beginning html = new Beginning(MAX_HTML);
    private Optional<Beginning> open = Optional.empty();

    private static final class Beginning {
        private final int limit;
        private byte[] octets = NONE;
        private int length;
        private Optional<MimePart> part = Optional.empty();

        Beginning(int limit) {
            this.limit = limit;
        }

        /** Takes what still fits; false when it is full. */
        boolean append(byte[] source, int from, int to) {
            int count = Math.min(to - from, limit - length);
            if (octets.length < length + count) {
                octets = Arrays.copyOf(octets, Math.min(limit, Math.max(length + count, 2 * octets.length)));
            }
            System.arraycopy(source, from, octets, length, count);
            length += count;
            return length < limit;
        }

        /** The text, once the message has ended: the last octets may belong to a boundary. */
        String text() {
            if (part.isEmpty()) {
                return "";
            }
            PartIndex.Part found = part.get().toPart(0, false);
            int size = (int) Math.min(length, found.bodySize());
            PartIndex.Part here = new PartIndex.Part(
                    0,
                    0,
                    size,
                    0,
                    found.type(),
                    found.subtype(),
                    found.encoding(),
                    found.charset(),
                    "",
                    found.children());
            return PreviewText.of(ByteSource.of(Arrays.copyOf(octets, size)), here);
        }
    }

    /** A part's body begins. */
    void begin(MimePart part) {
        MimeHeader header = part.header();
        open = Optional.empty();
        if (header.type().equals("text") && header.filename().isEmpty()) {
            Beginning beginning =
                    switch (header.subtype()) {
                        case "plain" -> plain;
                        case "html" -> html;
                        default -> null;
                    };
            if (beginning != null && beginning.part.isEmpty()) {
                beginning.part = Optional.of(part);
                open = Optional.of(beginning);
            }
        }
    }

    /** The part that was begun last is over. */
    void end() {
        open = Optional.empty();
    }

    /** Octets of the part that was begun last. */
    void append(byte[] octets, int from, int to) {
        if (open.isPresent() && !open.get().append(octets, from, to)) {
            open = Optional.empty();
        }
    }

    /** The preview of the message, which has ended. */
    String text() {
        String text = plain.text();
        return text.isEmpty() ? html.text() : text;
    }
}
