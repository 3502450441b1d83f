package org.posthaste.mailstore.sort;

import java.util.ArrayList;
import java.util.List;

/** Finds message IDs in a field's body and normalises them: without blanks, quotes and brackets (RFC 5256 §3). Stateless. */
final class MessageIds {
    private MessageIds() {}

    /** The first {@code limit} valid IDs; what is none is passed over. */
    static List<String> parse(String body, int limit) {
        List<String> ids = new ArrayList<>();
        int at = body.indexOf('<');
        while (at >= 0 && ids.size() < limit) {
            int end = body.indexOf('>', at);
            if (end < 0) {
                break;
            }
            // What is cut off before its end does not swallow the next one.
            int inner = body.lastIndexOf('<', end);
            String id = normalized(body.substring(inner + 1, end));
            int sign = id.indexOf('@');
            if (sign > 0 && sign < id.length() - 1) {
                ids.add(id);
            }
            at = body.indexOf('<', end);
        }
        return ids;
    }

    private static String normalized(String id) {
        StringBuilder text = new StringBuilder(id.length());
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (c == '\\' && i + 1 < id.length()) {
                text.append(id.charAt(++i));
            } else if (c > ' ' && c != '"') {
                text.append(c);
            }
        }
        return text.toString();
    }
}
