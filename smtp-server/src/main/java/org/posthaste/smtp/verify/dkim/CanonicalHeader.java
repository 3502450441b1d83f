package org.posthaste.smtp.verify.dkim;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.posthaste.common.message.HeaderBlock;

/**
 * What a signature is made over: fields in canonical form (RFC 6376 §3.4.1, §3.4.2), the signature's own last, without
 * b= and its line end (RFC 6376 §3.7). Confined.
 */
public final class CanonicalHeader {
    private byte[] octets = new byte[4096];
    private int length;

    /**
     * Adds the fields that h= names: of fields with the same name the last first, each once, and nothing for those that
     * are not there (RFC 6376 §5.4.2).
     *
     * @param names in lower case, or always written the same
     * @param own index of the signature's own field, which names never mean; -1 if it is not there yet
     */
    public void fields(HeaderBlock header, List<String> names, Canonicalization form, int own) {
        // For each name, the index from which on fields are used up.
        Map<String, Integer> used = new HashMap<>();
        for (String name : names) {
            int index = lastBefore(header, name, used.getOrDefault(name, header.count()), own);
            used.put(name, Math.max(index, 0));
            if (index >= 0) {
                field(header, index, form);
            }
        }
    }

    private static int lastBefore(HeaderBlock header, String name, int before, int own) {
        for (int i = before - 1; i >= 0; i--) {
            if (i != own && header.hasName(i, name)) {
                return i;
            }
        }
        return -1;
    }

    /** Adds all that a signature in a header covers: the fields it names, and itself. */
    public void covered(HeaderBlock header, SignatureTags tags) {
        fields(header, tags.fields(), tags.headerForm(), tags.field());
        signature(header, tags, tags.headerForm());
    }

    /** Adds a field and its line end. */
    public void field(HeaderBlock header, int index, Canonicalization form) {
        append(header.raw(), header.start(index), header.start(index + 1), header, index, form);
        octet('\r');
        octet('\n');
    }

    /** Adds the field of the signature itself, without b= and without line end. */
    public void signature(HeaderBlock header, SignatureTags tags, Canonicalization form) {
        TagList.Tag hole = tags.tags().tag("b").orElseThrow();
        int start = header.start(tags.field());
        int end = header.start(tags.field() + 1);
        byte[] field = new byte[end - start - (hole.end() - hole.start())];
        System.arraycopy(header.raw(), start, field, 0, hole.start() - start);
        System.arraycopy(header.raw(), hole.end(), field, hole.start() - start, end - hole.end());
        append(field, 0, field.length, header, tags.field(), form);
    }

    /** Adds the field of a signature that is being made, with an empty b= at its end, without line end. */
    void unsigned(byte[] field) {
        HeaderBlock alone = HeaderBlock.parse(field);
        append(field, 0, field.length, alone, 0, Canonicalization.RELAXED);
    }

    private void append(byte[] raw, int start, int end, HeaderBlock header, int index, Canonicalization form) {
        int last = withoutLineEnd(raw, start, end);
        reserve(last - start + 2);
        if (form == Canonicalization.SIMPLE) {
            System.arraycopy(raw, start, octets, length, last - start);
            length += last - start;
        } else {
            int offset = start - header.start(index);
            relaxed(raw, start, header.nameLength(index), header.bodyStart(index) + offset, last);
        }
    }

    private static int withoutLineEnd(byte[] raw, int start, int end) {
        int last = end;
        if (last > start && raw[last - 1] == '\n') {
            last--;
            if (last > start && raw[last - 1] == '\r') {
                last--;
            }
        }
        return last;
    }

    private void relaxed(byte[] raw, int start, int nameLength, int bodyStart, int end) {
        for (int i = start; i < start + nameLength; i++) {
            octets[length++] = (byte) lower(raw[i]);
        }
        if (nameLength > 0) {
            octets[length++] = ':';
        }
        boolean blank = false;
        boolean begun = false;
        for (int i = bodyStart; i < end; i++) {
            byte c = raw[i];
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r' && i + 1 < end && raw[i + 1] == '\n') {
                blank = c == ' ' || c == '\t' || blank;
            } else {
                if (blank && begun) {
                    octets[length++] = ' ';
                }
                octets[length++] = c;
                blank = false;
                begun = true;
            }
        }
    }

    private static int lower(int c) {
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }

    private void octet(int c) {
        reserve(1);
        octets[length++] = (byte) c;
    }

    private void reserve(int count) {
        if (count > octets.length - length) {
            octets = Arrays.copyOf(octets, Math.max(length + count, 2 * octets.length));
        }
    }

    /** All octets so far; only the first {@link #length} count. */
    byte[] octets() {
        return octets;
    }

    int length() {
        return length;
    }

    /** SHA-256 of all octets. */
    byte[] hash() {
        MessageDigest digest = Sha256.digest();
        digest.update(octets, 0, length);
        return digest.digest();
    }

    @Override
    public String toString() {
        return new String(octets, 0, length, StandardCharsets.ISO_8859_1);
    }
}
