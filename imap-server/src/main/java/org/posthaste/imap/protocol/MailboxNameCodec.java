package org.posthaste.imap.protocol;

import java.util.Optional;

/**
 * Mailbox names in modified UTF-7, RFC 3501 §5.1.3. Strict both ways: a name that is not the one canonical spelling of some Unicode text is refused, so that no mailbox can be reached
 * by two names.
 */
public final class MailboxNameCodec {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

    private MailboxNameCodec() {}

    /** The spelling of a name on the wire. */
    public static String encode(String name) {
        int i = 0;
        while (i < name.length() && isDirect(name.charAt(i))) {
            i++;
        }
        if (i == name.length()) {
            return name;
        }
        StringBuilder out = new StringBuilder(name.length() + 16);
        for (int at = 0; at < name.length(); ) {
            char c = name.charAt(at);
            if (isDirect(c)) {
                out.append(c);
                at++;
            } else if (c == '&') {
                out.append("&-");
                at++;
            } else {
                at = encodeRun(name, at, out);
            }
        }
        return out.toString();
    }

    private static int encodeRun(String name, int from, StringBuilder out) {
        out.append('&');
        int bits = 0;
        int held = 0;
        int at = from;
        while (at < name.length() && !isDirect(name.charAt(at)) && name.charAt(at) != '&') {
            held = held << 16 | name.charAt(at++);
            bits += 16;
            while (bits >= 6) {
                bits -= 6;
                out.append(ALPHABET.charAt(held >> bits & 63));
            }
            held &= (1 << bits) - 1;
        }
        if (bits > 0) {
            out.append(ALPHABET.charAt(held << (6 - bits) & 63));
        }
        out.append('-');
        return at;
    }

    /** The name spelled so on the wire; empty if it is not the canonical spelling of any. */
    public static Optional<String> decode(String wire) {
        StringBuilder name = new StringBuilder(wire.length());
        for (int at = 0; at < wire.length(); ) {
            char c = wire.charAt(at);
            if (c == '&') {
                int end = wire.indexOf('-', at);
                if (end < 0 || !decodeRun(wire, at + 1, end, name)) {
                    return Optional.empty();
                }
                at = end + 1;
            } else if (c < 0x20 || c > 0x7e) {
                return Optional.empty();
            } else {
                name.append(c);
                at++;
            }
        }
        String decoded = name.toString();
        // Comparing with the canonical spelling refuses padding bits, encoded ASCII and runs that were split.
        return encode(decoded).equals(wire) && isWellFormed(decoded) ? Optional.of(decoded) : Optional.empty();
    }

    private static boolean decodeRun(String wire, int from, int end, StringBuilder name) {
        if (from == end) {
            name.append('&');
            return true;
        }
        int bits = 0;
        int held = 0;
        for (int i = from; i < end; i++) {
            int value = ALPHABET.indexOf(wire.charAt(i));
            if (value < 0) {
                return false;
            }
            held = held << 6 | value;
            bits += 6;
            if (bits >= 16) {
                bits -= 16;
                name.append((char) (held >> bits & 0xffff));
            }
            held &= (1 << bits) - 1;
        }
        return true;
    }

    private static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return false;
                }
            } else if (Character.isLowSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDirect(char c) {
        return c >= 0x20 && c <= 0x7e && c != '&';
    }
}
