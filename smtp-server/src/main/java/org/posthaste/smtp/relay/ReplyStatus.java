package org.posthaste.smtp.relay;

/** Finds the enhanced status at the beginning of a reply's text (RFC 2034 §4). */
final class ReplyStatus {
    private static final int MAX_DIGITS = 3;

    private ReplyStatus() {}

    /** The status as it stands there; empty text if there is none. */
    static String of(String line) {
        if (line.length() < 5 || "245".indexOf(line.charAt(0)) < 0 || line.charAt(1) != '.') {
            return "";
        }
        int subject = digits(line, 2);
        if (subject == 2 || subject >= line.length() || line.charAt(subject) != '.') {
            return "";
        }
        int detail = digits(line, subject + 1);
        boolean ends = detail == line.length() || line.charAt(detail) == ' ';
        return detail > subject + 1 && ends ? line.substring(0, detail) : "";
    }

    /** Where the digits that begin here end. */
    private static int digits(String line, int from) {
        int i = from;
        while (i < line.length() && i < from + MAX_DIGITS && line.charAt(i) >= '0' && line.charAt(i) <= '9') {
            i++;
        }
        return i;
    }
}
