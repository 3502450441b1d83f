package org.posthaste.smtp.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The xtext coding of parameter values (RFC 3461 §4): printable ASCII but for {@code +} and {@code =}, all else as
 * {@code +HH}.
 */
public final class Xtext {
    private Xtext() {}

    /** The decoded text; empty if it is not xtext or hides control characters. */
    public static Optional<String> decode(String xtext) {
        byte[] decoded = new byte[xtext.length()];
        int length = 0;
        for (int i = 0; i < xtext.length(); i++) {
            char c = xtext.charAt(i);
            int value = c;
            if (c == '+') {
                value = i + 2 < xtext.length() ? 16 * hex(xtext.charAt(i + 1)) + hex(xtext.charAt(i + 2)) : -1;
                i += 2;
            } else if (c <= ' ' || c >= 0x7f || c == '=') {
                return Optional.empty();
            }
            if (value < ' ' || value == 0x7f) {
                return Optional.empty();
            }
            decoded[length++] = (byte) value;
        }
        return Optional.of(new String(decoded, 0, length, StandardCharsets.UTF_8));
    }

    /** The text as xtext. */
    public static String encode(String text) {
        StringBuilder xtext = new StringBuilder(text.length());
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (octet > ' ' && octet < 0x7f && octet != '+' && octet != '=') {
                xtext.append((char) octet);
            } else {
                xtext.append('+').append(String.format("%02X", octet & 0xff));
            }
        }
        return xtext.toString();
    }

    /** Value of an upper-case hexadecimal digit, the only ones xtext has; far below zero for anything else. */
    private static int hex(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1000;
    }
}
