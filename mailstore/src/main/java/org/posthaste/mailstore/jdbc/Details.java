package org.posthaste.mailstore.jdbc;

import java.util.Map;
import java.util.TreeMap;

/** Maps of texts in one column: lines {@code key=value} with escapes. What does not fit is left out. */
final class Details {
    private static final int LONGEST = 8000;
    private static final int LONGEST_VALUE = 3000;

    private Details() {}

    static String encode(Map<String, String> details) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, String> detail : new TreeMap<>(details).entrySet()) {
            String line = escape(detail.getKey()) + "=" + escape(cut(detail.getValue(), LONGEST_VALUE)) + "\n";
            if (text.length() + line.length() <= LONGEST) {
                text.append(line);
            }
        }
        return text.toString();
    }

    static Map<String, String> decode(String text) {
        Map<String, String> details = new TreeMap<>();
        for (String line : text.split("\n", -1)) {
            int equals = line.indexOf('=');
            if (equals >= 0) {
                details.put(unescape(line.substring(0, equals)), unescape(line.substring(equals + 1)));
            }
        }
        return details;
    }

    /** At most so many characters of a text. */
    static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("=", "\\e");
    }

    private static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                char escaped = text.charAt(++i);
                plain.append(escaped == 'n' ? '\n' : escaped == 'e' ? '=' : escaped);
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
