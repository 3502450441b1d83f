package org.posthaste.common.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthaste.common.message.RenderedMessage.SentDate;

/**
 * The octets of a {@link RenderedMessage}: a version, numbers, then the sections envelope, body structure, parts and
 * fields and preview, each with its length before it. Numbers have seven bits an octet, the lowest first; strings are UTF-8 with
 * their length.
 */
final class RenderedForm {
    static final int VERSION = 2;

    private static final int HAS_DATE = 1;
    private static final int MAX_DEPTH = 1000;
    /** Types, encodings and charsets that are written as one octet. */
    private static final List<String> COMMON = List.of(
            "",
            "text",
            "plain",
            "html",
            "7bit",
            "8bit",
            "quoted-printable",
            "base64",
            "utf-8",
            "us-ascii",
            "multipart",
            "mixed",
            "alternative",
            "related",
            "application",
            "octet-stream",
            "pdf",
            "image",
            "png",
            "jpeg",
            "gif",
            "iso-8859-1",
            "message",
            "rfc822",
            "binary",
            "signed",
            "report",
            "calendar",
            "windows-1252",
            "pgp-signature",
            "pkcs7-signature",
            "delivery-status");

    private RenderedForm() {}

    /** What is written. */
    record Content(
            long size,
            long headerSize,
            Optional<SentDate> sentDate,
            byte[] envelope,
            byte[] bodyStructure,
            PartIndex parts,
            KeptFields fields,
            String preview) {}

    static byte[] encode(Content content) {
        OctetBuffer parts = new OctetBuffer(64);
        appendPart(parts, content.parts().root(), 0);
        int estimate = content.envelope().length
                + content.bodyStructure().length
                + parts.length()
                + content.fields().encoded().length
                + 2 * content.preview().length()
                + 64;
        OctetBuffer out = new OctetBuffer(estimate);
        out.append(VERSION).append(content.sentDate().isPresent() ? HAS_DATE : 0);
        out.appendNumber(content.size()).appendNumber(content.headerSize());
        content.sentDate().ifPresent(date -> out.appendNumber(zigzag(date.epochMilli()))
                .appendNumber(zigzag(date.offsetMinutes())));
        out.appendNumber(content.fields().missing());
        appendSection(out, content.envelope());
        appendSection(out, content.bodyStructure());
        appendSection(out, parts.toByteArray());
        appendSection(out, content.fields().encoded());
        appendSection(out, content.preview().getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    private static void appendSection(OctetBuffer out, byte[] octets) {
        out.appendNumber(octets.length).append(octets);
    }

    /** A part in order of the tree; its header's offset counts from {@code base}, which makes numbers small. */
    private static void appendPart(OctetBuffer out, PartIndex.Part part, long base) {
        out.appendNumber(zigzag(part.headerOffset() - base));
        out.appendNumber(part.headerSize());
        out.appendNumber(part.bodySize());
        out.appendNumber(part.lines());
        appendText(out, part.type());
        appendText(out, part.subtype());
        appendText(out, part.encoding());
        appendText(out, part.charset());
        appendText(out, part.filename());
        out.appendNumber(part.children().size());
        for (PartIndex.Part child : part.children()) {
            appendPart(out, child, part.headerOffset());
        }
    }

    private static void appendText(OctetBuffer out, String text) {
        int common = COMMON.indexOf(text);
        if (common >= 0) {
            out.appendNumber(common);
            return;
        }
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        out.appendNumber(COMMON.size() + octets.length).append(octets);
    }

    private static long zigzag(long value) {
        return value << 1 ^ value >> 63;
    }

    /**
     * Reads what is written above. Fails with an IndexOutOfBoundsException or IllegalArgumentException on anything
     * else.
     */
    static final class Reader {
        private final byte[] octets;
        private final int end;
        private int at;

        Reader(byte[] octets, int from, int end) {
            this.octets = octets;
            this.at = from;
            this.end = end;
        }

        int position() {
            return at;
        }

        boolean hasMore() {
            return at < end;
        }

        void skip(int count) {
            if (count < 0 || count > end - at) {
                throw new IllegalArgumentException("rendered form is cut short");
            }
            at += count;
        }

        int octet() {
            return octets[at++] & 0xff;
        }

        long number() {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                int octet = octet();
                value |= (long) (octet & 0x7f) << shift;
                if (octet < 0x80) {
                    return value;
                }
            }
            throw new IllegalArgumentException("number of the rendered form is too long");
        }

        long signed() {
            long value = number();
            return value >>> 1 ^ -(value & 1);
        }

        Optional<SentDate> date(int flags) {
            if ((flags & HAS_DATE) == 0) {
                return Optional.empty();
            }
            long epochMilli = signed();
            return Optional.of(new SentDate(epochMilli, (int) signed()));
        }

        PartIndex.Part part(long base, int depth) {
            if (depth > MAX_DEPTH) {
                throw new IllegalArgumentException("rendered parts are nested too deeply");
            }
            long headerOffset = base + signed();
            long bodyOffset = headerOffset + number();
            long bodySize = number();
            long lines = number();
            String type = text();
            String subtype = text();
            String encoding = text();
            String charset = text();
            String filename = text();
            int count = (int) number();
            List<PartIndex.Part> children = new ArrayList<>(Math.min(count, 16));
            for (int i = 0; i < count; i++) {
                children.add(part(headerOffset, depth + 1));
            }
            return new PartIndex.Part(
                    headerOffset, bodyOffset, bodySize, lines, type, subtype, encoding, charset, filename, children);
        }

        private String text() {
            int number = (int) number();
            if (number < COMMON.size()) {
                return COMMON.get(number);
            }
            int length = number - COMMON.size();
            int start = at;
            skip(length);
            return new String(octets, start, length, StandardCharsets.UTF_8);
        }
    }
}
