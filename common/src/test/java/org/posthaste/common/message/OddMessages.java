package org.posthaste.common.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * More than two hundred messages as they are really met, and some that are met once: every transfer encoding, many
 * charsets, nested and broken structures, odd headers, odd lines. Always the same octets. Meant for tests that want
 * something back byte for byte, or want a parser to survive.
 */
public final class OddMessages {
    private OddMessages() {}

    /**
     * A message.
     *
     * @param name unique, of letters, digits and hyphens
     */
    public record Odd(String name, byte[] octets) {
        /**
         * True if a client may send it by DATA as it is: lines end with CRLF, the last one too, have at most 998 octets
         * (RFC 5321 §4.5.3.1.6), and hold no NUL.
         */
        public boolean isSmtpLegal() {
            return !hasOddLineEnds() && !hasLongLines() && !hasNul() && endsWithLineEnd();
        }

        /** True if a CR or LF stands alone. */
        public boolean hasOddLineEnds() {
            for (int i = 0; i < octets.length; i++) {
                boolean lone = octets[i] == '\r' && (i + 1 == octets.length || octets[i + 1] != '\n')
                        || octets[i] == '\n' && (i == 0 || octets[i - 1] != '\r');
                if (lone) {
                    return true;
                }
            }
            return false;
        }

        /** True if a line has more than 998 octets. */
        public boolean hasLongLines() {
            int length = 0;
            for (byte octet : octets) {
                length = octet == '\n' ? 0 : length + 1;
                if (length > 999) {
                    return true;
                }
            }
            return false;
        }

        /** True if there are octets above 0x7f, so that SMTP needs 8BITMIME. */
        public boolean isEightBit() {
            return text().chars().anyMatch(c -> c > 0x7f);
        }

        /** True if there is a NUL. */
        public boolean hasNul() {
            return text().indexOf(0) >= 0;
        }

        /** True if the last line is ended. */
        public boolean endsWithLineEnd() {
            return text().endsWith("\r\n");
        }

        /** One character for each octet. */
        public String text() {
            return new String(octets, StandardCharsets.ISO_8859_1);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** All of them. */
    public static List<Odd> all() {
        List<Odd> all = new ArrayList<>();
        all.addAll(OddHeaders.all());
        all.addAll(OddStructures.all());
        all.addAll(OddReports.all());
        all.addAll(OddCharsets.all());
        all.addAll(OddLines.all());
        return all;
    }

    /** Those that may be sent by DATA as they are. */
    public static List<Odd> smtpLegal() {
        return all().stream().filter(Odd::isSmtpLegal).toList();
    }

    /** A message of lines ended by CRLF. */
    static Odd mail(String name, String... lines) {
        return raw(name, String.join("\r\n", lines) + "\r\n");
    }

    /** A message with the usual header before these lines, the first of which may be further fields. */
    static Odd usual(String name, String... lines) {
        return raw(
                name,
                "From: Alice Example <alice@example.org>\r\nTo: Bob Example <bob@example.net>\r\nSubject: "
                        + name.replace('-', ' ')
                        + "\r\nDate: Tue, 14 May 2024 09:31:07 +0200\r\nMessage-ID: <"
                        + name
                        + "@example.org>\r\nMIME-Version: 1.0\r\n"
                        + String.join("\r\n", lines)
                        + "\r\n");
    }

    /** A message with exactly these octets, one for each character. */
    static Odd raw(String name, String text) {
        return new Odd(name, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Text whose characters are the octets of its UTF-8. */
    static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
