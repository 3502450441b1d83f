package org.posthaste.common.message;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Header fields in order (RFC 5322 §2.2). A line that is not a field (no colon, or octets that no name holds) is kept
 * as a field with an empty name, so that nothing is lost. Immutable; the fields become objects only when asked for.
 */
public final class HeaderBlock {
    private final byte[] raw;
    private final int[] starts;
    private final int[] nameLengths;
    private final int count;

    private HeaderBlock(byte[] raw, int[] starts, int[] nameLengths, int count) {
        this.raw = raw;
        this.starts = starts;
        this.nameLengths = nameLengths;
        this.count = count;
    }

    /** Splits a header into its fields, up to the empty line or to the end. */
    public static HeaderBlock parse(byte[] header) {
        int[] starts = new int[32];
        int[] names = new int[32];
        int count = 0;
        int at = 0;
        while (at < header.length && !isLineEnd(header, at)) {
            if (count + 1 == starts.length) {
                starts = Arrays.copyOf(starts, 2 * count + 2);
                names = Arrays.copyOf(names, 2 * count + 2);
            }
            starts[count] = at;
            names[count] = nameLength(header, at);
            at = fieldEnd(header, at);
            starts[++count] = at;
        }
        return new HeaderBlock(header, starts, names, count);
    }

    /**
     * One field.
     *
     * @param name as written; empty for a line that is not a field
     * @param raw the whole field's octets with folding and its line end
     */
    public record Field(String name, byte[] raw) {
        /** The body, unfolded and trimmed, as UTF-8 where valid, else ISO 8859-1. Encoded words are left alone. */
        public String body() {
            return decode(unfold(raw, bodyStart(raw, 0, raw.length, name.length()), raw.length));
        }
    }

    /** All fields. */
    public List<Field> fields() {
        List<Field> fields = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            fields.add(field(i));
        }
        return List.copyOf(fields);
    }

    /** The first field of this name, in any case. */
    public Optional<Field> first(String name) {
        int index = indexOf(name, 0);
        return index < 0 ? Optional.empty() : Optional.of(field(index));
    }

    /** All fields of this name, in any case. */
    public List<Field> all(String name) {
        List<Field> fields = new ArrayList<>();
        for (int i = indexOf(name, 0); i >= 0; i = indexOf(name, i + 1)) {
            fields.add(field(i));
        }
        return List.copyOf(fields);
    }

    /** Number of fields. */
    public int count() {
        return count;
    }

    /** All octets; they belong to this header and stay as they are. */
    public byte[] raw() {
        return raw;
    }

    /** Index of the first octet of a field; of the end for {@link #count}. */
    public int start(int index) {
        return starts[index];
    }

    /** A field's name as written; empty for a line that is not a field. */
    public String name(int index) {
        return new String(raw, starts[index], nameLengths[index], StandardCharsets.ISO_8859_1);
    }

    /** Octets of a field's name. */
    public int nameLength(int index) {
        return nameLengths[index];
    }

    /** Index of the first octet behind a field's colon. */
    public int bodyStart(int index) {
        return bodyStart(raw, starts[index], starts[index + 1], nameLengths[index]);
    }

    /** Index of the first field of a name, in any case, from an index on; -1 if there is none. */
    public int indexOf(String name, int from) {
        for (int i = from; i < count; i++) {
            if (hasName(i, name)) {
                return i;
            }
        }
        return -1;
    }

    /** The unfolded and trimmed body of a field, one character for each octet. */
    String octetBody(int index) {
        int end = starts[index + 1];
        return unfold(raw, bodyStart(index), end);
    }

    /** As {@link #octetBody(int)} for the first field of a name; empty if there is none. */
    Optional<String> octetBody(String name) {
        int index = indexOf(name, 0);
        return index < 0 ? Optional.empty() : Optional.of(octetBody(index));
    }

    private Field field(int index) {
        return new Field(name(index), Arrays.copyOfRange(raw, starts[index], starts[index + 1]));
    }

    /** True if a field has this name, in any case. */
    public boolean hasName(int index, String name) {
        int length = nameLengths[index];
        if (length != name.length() || length == 0) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (lower(raw[starts[index] + i]) != lower(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static int lower(int c) {
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }

    private static boolean isLineEnd(byte[] octets, int at) {
        return octets[at] == '\n' || octets[at] == '\r' && at + 1 < octets.length && octets[at + 1] == '\n';
    }

    private static int fieldEnd(byte[] octets, int start) {
        int at = start;
        do {
            int lf = Octets.indexOfLf(octets, at, octets.length);
            at = lf < 0 ? octets.length : lf + 1;
        } while (at < octets.length && isBlank(octets[at]));
        return at;
    }

    private static boolean isBlank(int c) {
        return c == ' ' || c == '\t';
    }

    /** Octets of the name; 0 when the line is no field. Blanks before the colon are allowed (RFC 5322 §4.5). */
    private static int nameLength(byte[] octets, int start) {
        int at = start;
        while (at < octets.length && octets[at] > ' ' && octets[at] < 0x7f && octets[at] != ':') {
            at++;
        }
        int length = at - start;
        while (at < octets.length && isBlank(octets[at])) {
            at++;
        }
        return at < octets.length && octets[at] == ':' ? length : 0;
    }

    private static int bodyStart(byte[] octets, int start, int end, int nameLength) {
        int at = start + nameLength;
        if (nameLength > 0) {
            while (at < end && octets[at] != ':') {
                at++;
            }
            at++;
        }
        return Math.min(at, end);
    }

    /** Takes folding away (RFC 5322 §2.2.3) and blanks around; a lone CR becomes a blank. */
    private static String unfold(byte[] octets, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && octets[start] >= 0 && octets[start] <= ' ' && octets[start] != 0) {
            start++;
        }
        while (end > start && octets[end - 1] >= 0 && octets[end - 1] <= ' ' && octets[end - 1] != 0) {
            end--;
        }
        byte[] line = new byte[end - start];
        int length = 0;
        for (int i = start; i < end; i++) {
            byte c = octets[i];
            if (c == '\n') {
                continue;
            }
            if (c == '\r') {
                if (octets[i + 1] == '\n') {
                    continue;
                }
                c = ' ';
            }
            line[length++] = c;
        }
        return new String(line, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** Reads octets held in characters as UTF-8 where they are valid UTF-8, else leaves them as ISO 8859-1. */
    static String decode(String octets) {
        int i = 0;
        while (i < octets.length() && octets.charAt(i) < 0x80) {
            i++;
        }
        if (i == octets.length()) {
            return octets;
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1));
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            return octets;
        }
    }
}
