package org.posthaste.common.message;

/**
 * Writes the strings of IMAP responses, RFC 9051 §4.3: quoted where possible, else as literals. One character of the
 * text is one octet.
 */
final class Nstring {
    /** Longer strings become literals, since there are clients that limit lines. */
    private static final int MAX_QUOTED = 1000;

    private Nstring() {}

    static void appendNil(OctetBuffer out) {
        out.append("NIL");
    }

    /** Appends a string. NULs are left out, other controls that a quoted string cannot hold become blanks. */
    static void append(OctetBuffer out, String text) {
        String clean = text;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                appendLiteral(out, clean(text));
                return;
            }
            if (c < ' ' || c == 0x7f) {
                clean = clean(text);
            }
        }
        if (clean.length() > MAX_QUOTED) {
            appendLiteral(out, clean);
            return;
        }
        out.append('"');
        for (int i = 0; i < clean.length(); i++) {
            char c = clean.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c);
        }
        out.append('"');
    }

    /** Appends a string, or NIL for empty text. */
    static void appendOrNil(OctetBuffer out, String text) {
        if (text.isEmpty()) {
            appendNil(out);
        } else {
            append(out, text);
        }
    }

    private static void appendLiteral(OctetBuffer out, String text) {
        out.append("{" + text.length() + "}\r\n").append(text);
    }

    private static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != 0) {
                clean.append(c < ' ' || c == 0x7f ? ' ' : c);
            }
        }
        return clean.toString();
    }
}
