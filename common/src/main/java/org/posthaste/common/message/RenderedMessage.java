package org.posthaste.common.message;

import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/**
 * The stored form of what FETCH needs of one message, in the octets FETCH sends. Immutable; nothing is decoded before
 * it is asked for.
 */
public final class RenderedMessage {
    private static final byte[] NOTHING = {};

    private final byte[] stored;
    private final long size;
    private final long headerSize;
    private final Optional<SentDate> sentDate;
    private final long missingFields;
    /** Begin and end of envelope, body structure, parts, fields, preview. */
    private final int[] sections = new int[10];

    private RenderedMessage(byte[] stored) {
        this.stored = stored;
        RenderedForm.Reader reader = new RenderedForm.Reader(stored, 0, stored.length);
        if (reader.octet() != RenderedForm.VERSION) {
            throw new IllegalArgumentException("rendered form of another version");
        }
        int flags = reader.octet();
        size = reader.number();
        headerSize = reader.number();
        sentDate = reader.date(flags);
        missingFields = reader.number();
        for (int i = 0; i < sections.length; i += 2) {
            int length = Math.toIntExact(reader.number());
            sections[i] = reader.position();
            reader.skip(length);
            sections[i + 1] = reader.position();
        }
    }

    /**
     * Reads the form written by {@link ParsedMessage#render}. Fails with an IllegalArgumentException when it is of
     * another version or damaged in its outline; the message must then be parsed again.
     */
    public static RenderedMessage decode(byte[] stored) {
        try {
            return new RenderedMessage(stored);
        } catch (IndexOutOfBoundsException | ArithmeticException e) {
            throw new IllegalArgumentException("rendered form is damaged", e);
        }
    }

    /** RFC822.SIZE. */
    public long size() {
        return size;
    }

    /** Octets of the header with the empty line that ends it. */
    public long headerSize() {
        return headerSize;
    }

    /** The parenthesised ENVELOPE, RFC 9051 §7.5.2; ASCII, literals where quoting is impossible. */
    public byte[] envelope() {
        return section(0);
    }

    /** The parenthesised BODYSTRUCTURE with extension data. */
    public byte[] bodyStructure() {
        return section(1);
    }

    /** The parenthesised BODY, without extension data. */
    public byte[] body() {
        return BodyStructure.withoutExtensions(bodyStructure());
    }

    /** The MIME tree with offsets into the whole message, prefix included. */
    public PartIndex parts() {
        return new PartIndex(new RenderedForm.Reader(stored, sections[4], sections[5]).part(0, 0));
    }

    /**
     * What {@link #headerFields(KeptNames)} needs to find fields, made once for many messages.
     *
     * @param upperNames names in upper case
     * @return empty if one of the names does not belong to the fields that are always kept here
     */
    public static Optional<KeptNames> keptNames(Collection<String> upperNames) {
        return KeptFields.isKept(upperNames)
                ? Optional.of(new KeptNames(KeptFields.bits(upperNames)))
                : Optional.empty();
    }

    /** Names of header fields that are always kept. */
    public static final class KeptNames {
        private final long bits;

        private KeptNames(long bits) {
            this.bits = bits;
        }
    }

    /** As {@link #headerFields(KeptNames)}, for names in upper case of which some may not be kept. */
    public Optional<byte[]> headerFields(Collection<String> upperNames) {
        return keptNames(upperNames).flatMap(this::headerFields);
    }

    /**
     * The raw octets of the fields with these names, in the message's order, without the empty line.
     *
     * @return empty when they have to be taken from the message: a header over the limits
     */
    public Optional<byte[]> headerFields(KeptNames names) {
        long wanted = names.bits;
        if ((wanted & missingFields) != 0) {
            return Optional.empty();
        }
        byte[] fields = new byte[eachField(wanted, NOTHING)];
        eachField(wanted, fields);
        return Optional.of(fields);
    }

    /** Octets of the fields wanted; copies them into an array that is large enough. */
    private int eachField(long wanted, byte[] into) {
        RenderedForm.Reader reader = new RenderedForm.Reader(stored, sections[6], sections[7]);
        int total = 0;
        while (reader.hasMore()) {
            int number = reader.octet();
            int length = (int) reader.number();
            int start = reader.position();
            reader.skip(length);
            if ((wanted & 1L << number) != 0) {
                if (into.length > 0) {
                    System.arraycopy(stored, start, into, total, length);
                }
                total += length;
            }
        }
        return total;
    }

    /** The first words of the text in UTF-8, RFC 8970; empty if there are none. */
    public byte[] preview() {
        return section(4);
    }

    /**
     * The Date field as milliseconds of the epoch and its zone's offset in minutes, for SENTON and SORT; empty if
     * missing or unreadable.
     */
    public Optional<SentDate> sentDate() {
        return sentDate;
    }

    /** A Date field's value. */
    public record SentDate(long epochMilli, int offsetMinutes) {
        private static final int DAY = 86_400;

        /** The day in the date's own zone, counted from 1 January 1970: dates compare without time and zone (RFC 9051 §6.4.4). */
        public int day() {
            return Math.toIntExact(Math.floorDiv(Math.floorDiv(epochMilli, 1000) + offsetMinutes * 60L, DAY));
        }
    }

    private byte[] section(int number) {
        return Arrays.copyOfRange(stored, sections[2 * number], sections[2 * number + 1]);
    }
}
