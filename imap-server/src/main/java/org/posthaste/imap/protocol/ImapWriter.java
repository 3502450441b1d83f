package org.posthaste.imap.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Output being put together, as octets. Chooses between atom, quoted string and literal where the grammar leaves it open. Not thread-safe. Holds no array while empty.
 */
public final class ImapWriter {
    /** Longest string sent quoted; longer ones go as literals, since some clients bound their lines. */
    private static final int MAX_QUOTED = 1000;

    private static final byte[] EMPTY = new byte[0];

    private byte[] octets = EMPTY;
    private int length;
    private boolean utf8Names;

    /** Octets held. */
    public int length() {
        return length;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /** The array that holds the octets from 0 to {@link #length}; valid until the next call. */
    public byte[] array() {
        return octets;
    }

    /** Drops what was written after this length. */
    public void truncate(int newLength) {
        length = newLength;
    }

    /** Drops everything but keeps the array for what comes next. */
    public void clear() {
        length = 0;
    }

    /** Takes the octets out and leaves this empty. */
    public byte[] take() {
        byte[] taken = length == octets.length ? octets : Arrays.copyOf(octets, length);
        octets = EMPTY;
        length = 0;
        return taken;
    }

    /** Makes room for so many octets and tells where they go; the caller fills the array and calls {@link #advance}. */
    public int reserve(int count) {
        if (octets.length - length < count) {
            octets = Arrays.copyOf(octets, Math.max(length + count, Math.max(256, 2 * octets.length)));
        }
        return length;
    }

    /** Counts octets that were put into the array behind {@link #reserve}. */
    public void advance(int count) {
        length += count;
    }

    /** Octets as they are. */
    public ImapWriter octets(byte[] source) {
        return octets(source, 0, source.length);
    }

    /** Octets as they are. */
    public ImapWriter octets(byte[] source, int from, int count) {
        reserve(count);
        System.arraycopy(source, from, octets, length, count);
        length += count;
        return this;
    }

    /** ASCII text as it is; what is not ASCII becomes {@code ?}, and so do CR and LF. */
    public ImapWriter text(String text) {
        int count = text.length();
        reserve(count);
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            octets[length++] = c < 0x80 && c != '\r' && c != '\n' ? (byte) c : (byte) '?';
        }
        return this;
    }

    public ImapWriter octet(char c) {
        reserve(1);
        octets[length++] = (byte) c;
        return this;
    }

    public ImapWriter sp() {
        return octet(' ');
    }

    public ImapWriter crlf() {
        reserve(2);
        octets[length++] = '\r';
        octets[length++] = '\n';
        return this;
    }

    /** A number in decimal. */
    public ImapWriter number(long value) {
        if (value < 0 || value > Integer.MAX_VALUE) {
            return text(Long.toString(value));
        }
        return digits((int) value);
    }

    /** Most numbers fit an int, whose division takes a fraction of the time. */
    private ImapWriter digits(int value) {
        int count = 1;
        for (int bound = 10; count < 10 && value >= bound; bound *= 10) {
            count++;
        }
        reserve(count);
        length += count;
        int at = length;
        int rest = value;
        do {
            int tenth = rest / 10;
            octets[--at] = (byte) ('0' + rest - 10 * tenth);
            rest = tenth;
        } while (rest > 0);
        return this;
    }

    /** Two digits. */
    public ImapWriter two(int value) {
        reserve(2);
        octets[length++] = (byte) ('0' + value / 10);
        octets[length++] = (byte) ('0' + value % 10);
        return this;
    }

    /** A string: quoted if possible, else a literal. */
    public ImapWriter string(byte[] value) {
        if (!quotable(value)) {
            return literalHeader(value.length).octets(value);
        }
        octet('"');
        for (byte octet : value) {
            if (octet == '"' || octet == '\\') {
                octet('\\');
            }
            octet((char) octet);
        }
        return octet('"');
    }

    /** A string of ASCII text, quoted. */
    public ImapWriter quoted(String text) {
        return string(Octets.ascii(text));
    }

    /** The header of a literal whose octets follow. */
    public ImapWriter literalHeader(long size) {
        return octet('{').number(size).octet('}').crlf();
    }

    /** An astring: an atom where possible, else a string in UTF-8. */
    public ImapWriter astring(String text) {
        boolean atom = !text.isEmpty() && !text.equalsIgnoreCase("NIL");
        for (int i = 0; atom && i < text.length(); i++) {
            char c = text.charAt(i);
            atom = c > ' ' && c < 0x7f && c != '[' && ImapParser.isAtomChar((byte) c);
        }
        return atom ? text(text) : string(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Mailbox names go out as quoted UTF-8 (RFC 6855 §3), or again in modified UTF-7. */
    public void utf8Names(boolean utf8) {
        utf8Names = utf8;
    }

    /** A mailbox name: an atom where that is safe with every client, else quoted; in modified UTF-7 (RFC 3501 §5.1.3) unless the client has enabled UTF-8. */
    public ImapWriter mailbox(String name) {
        String wire = utf8Names ? name : MailboxNameCodec.encode(name);
        boolean atom = !wire.isEmpty() && !wire.equalsIgnoreCase("NIL");
        for (int i = 0; atom && i < wire.length(); i++) {
            atom = wire.charAt(i) < 0x80 && ImapParser.isAtomChar((byte) wire.charAt(i)) && wire.charAt(i) != '[';
        }
        return atom ? text(wire) : quotedName(wire);
    }

    private ImapWriter quotedName(String name) {
        octet('"');
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            if (octet == '"' || octet == '\\') {
                octet('\\');
            }
            octet((char) octet);
        }
        return octet('"');
    }

    private static boolean quotable(byte[] value) {
        if (value.length > MAX_QUOTED) {
            return false;
        }
        for (byte octet : value) {
            if (octet <= 0 || octet == '\r' || octet == '\n') {
                return false;
            }
        }
        return true;
    }
}
