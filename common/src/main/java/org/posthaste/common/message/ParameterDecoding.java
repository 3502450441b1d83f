package org.posthaste.common.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.posthaste.common.message.MimeField.Parameter;

/**
 * Parameter values of RFC 2231: continuations ({@code name*0}), charset and percent encoding ({@code name*},
 * {@code name*0*}).
 */
final class ParameterDecoding {
    private static final int MAX_SECTIONS = 100;

    private ParameterDecoding() {}

    /**
     * The decoded value; an extended one goes before a plain one, as RFC 5987 §4.1 recommends. Empty text if there is
     * none.
     */
    static String decode(List<Parameter> parameters, String name) {
        String prefix = name.toLowerCase(Locale.ROOT);
        Sections sections = new Sections();
        String plain = "";
        for (Parameter parameter : parameters) {
            String key = parameter.name().toLowerCase(Locale.ROOT);
            if (key.equals(prefix)) {
                plain = plain.isEmpty() ? parameter.value() : plain;
            } else if (key.equals(prefix + "*")) {
                sections.put(0, parameter.value(), true);
            } else if (key.startsWith(prefix + "*")) {
                String rest = key.substring(prefix.length() + 1);
                boolean encoded = rest.endsWith("*");
                sections.put(number(encoded ? rest.substring(0, rest.length() - 1) : rest), parameter.value(), encoded);
            }
        }
        String joined = sections.join();
        return joined.isEmpty() ? EncodedWords.decode(HeaderBlock.decode(plain)) : joined;
    }

    private static int number(String digits) {
        if (digits.isEmpty() || digits.length() > 3) {
            return -1;
        }
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return -1;
            }
        }
        return Integer.parseInt(digits);
    }

    /** The sections of one parameter, in any order of arrival. */
    private static final class Sections {
        private final @Nullable String[] values = new String[MAX_SECTIONS];
        private final boolean[] encoded = new boolean[MAX_SECTIONS];

        void put(int number, String value, boolean isEncoded) {
            if (number >= 0 && number < MAX_SECTIONS && values[number] == null) {
                values[number] = value;
                encoded[number] = isEncoded;
            }
        }

        String join() {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            String label = "";
            boolean anyEncoded = false;
            for (int i = 0; i < MAX_SECTIONS && values[i] != null; i++) {
                String value = values[i];
                if (encoded[i]) {
                    anyEncoded = true;
                    int language = i == 0 ? value.indexOf('\'') : -1;
                    int text = language < 0 ? -1 : value.indexOf('\'', language + 1);
                    if (text >= 0) {
                        label = value.substring(0, language);
                        value = value.substring(text + 1);
                    }
                    percentDecode(value, octets);
                } else {
                    octets.writeBytes(value.getBytes(StandardCharsets.ISO_8859_1));
                }
            }
            String joined = octets.toString(StandardCharsets.ISO_8859_1);
            if (!anyEncoded || label.isEmpty()) {
                String text = HeaderBlock.decode(joined);
                return anyEncoded ? text : EncodedWords.decode(text);
            }
            return MailCharsets.decode(octets.toByteArray(), label);
        }

        private static void percentDecode(String value, ByteArrayOutputStream octets) {
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if (c == '%'
                        && i + 2 < value.length()
                        && hex(value.charAt(i + 1)) >= 0
                        && hex(value.charAt(i + 2)) >= 0) {
                    octets.write(hex(value.charAt(i + 1)) << 4 | hex(value.charAt(i + 2)));
                    i += 2;
                } else {
                    octets.write(c);
                }
            }
        }

        private static int hex(char c) {
            return c < 0x80 ? Character.digit(c, 16) : -1;
        }
    }
}
