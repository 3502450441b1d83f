package org.posthaste.common.message;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.posthaste.common.message.RenderedMessage.SentDate;

/**
 * Dates of RFC 5322 §3.3 with the obsolete forms of §4.3, and what else is seen in Date fields: missing day names,
 * seconds or zones, comments anywhere, {@code GMT+0200}, {@code +01:00}, asctime's order, ISO 8601, twelve-hour clocks.
 * A missing or unknown zone counts as UTC. Stateless.
 */
public final class MessageDate {
    private static final int MAX_LENGTH = 200;
    private static final Pattern COLON = Pattern.compile("\\s*:\\s*");
    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
    private static final Map<String, Integer> ZONES = Map.of(
            "est", -300, "edt", -240, "cst", -360, "cdt", -300, "mst", -420, "mdt", -360, "pst", -480, "pdt", -420);

    private final String text;
    private int at;
    private int day;
    private int month;
    private int year = -1;
    private int secondOfDay = -1;
    private int zone;
    private boolean zoneSeen;

    private MessageDate(String text) {
        this.text = text;
    }

    /** Reads the body of a Date field. Empty when it holds no date. */
    public static Optional<SentDate> parse(String body) {
        return body.length() > MAX_LENGTH ? Optional.empty() : new MessageDate(withoutComments(body)).parse();
    }

    private Optional<SentDate> parse() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (isDigit(c)) {
                number();
            } else if (isLetter(c)) {
                word();
            } else if ((c == '+' || c == '-')
                    && secondOfDay >= 0
                    && at + 1 < text.length()
                    && isDigit(text.charAt(at + 1))) {
                offset(c == '-' ? -1 : 1);
            } else {
                at++;
            }
        }
        if (day == 0 || month == 0 || year < 0) {
            return Optional.empty();
        }
        try {
            long seconds = LocalDate.of(year, month, day).toEpochDay() * 86_400 + Math.max(0, secondOfDay) - zone * 60L;
            return Optional.of(new SentDate(seconds * 1000, zone));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private void number() {
        int start = at;
        int value = digits();
        int length = at - start;
        if (secondOfDay < 0 && length <= 2 && peek() == ':') {
            time(value);
        } else if (length >= 3 && length <= 4 && year < 0 && !(length == 4 && zoneLooksBare())) {
            year = length == 3 ? value + 1900 : value; // RFC 5322 §4.3
            if (month == 0 && (peek() == '-' || peek() == '/')) {
                isoMonthAndDay();
            }
        } else if (length <= 2 && day == 0) {
            day = value;
        } else if (length <= 2 && year < 0 && month != 0) {
            year = value < 50 ? value + 2000 : value + 1900;
        } else if (length == 4 && zoneLooksBare() && year >= 0) {
            setZone(value / 100 * 60 + value % 100);
        }
    }

    /** A zone whose sign was lost can only follow the time of a complete date. */
    private boolean zoneLooksBare() {
        return secondOfDay >= 0 && year >= 0 && !zoneSeen;
    }

    private void isoMonthAndDay() {
        int mark = at;
        at++;
        int first = digits();
        if (peek() == '-' || peek() == '/') {
            at++;
            month = first;
            day = digits();
        } else {
            at = mark + 1;
        }
    }

    private void time(int hour) {
        at++;
        int minute = digits();
        int second = 0;
        if (peek() == ':') {
            at++;
            second = digits();
        }
        if (peek() == '.') {
            at++;
            digits();
        }
        if (hour <= 24 && minute < 60 && second <= 60) {
            secondOfDay = hour * 3600 + minute * 60 + Math.min(second, 59); // leap seconds count as their predecessor
        }
    }

    private void offset(int sign) {
        at++;
        int start = at;
        int value = digits();
        int length = at - start;
        if (length <= 2 && peek() == ':') {
            at++;
            value = value * 100 + digits();
        } else if (length <= 2) {
            value *= 100;
        }
        if (length <= 4) {
            setZone(sign * (value / 100 * 60 + value % 100));
        }
    }

    private void setZone(int minutes) {
        if (!zoneSeen && Math.abs(minutes) < 24 * 60) {
            zone = minutes;
            zoneSeen = true;
        }
    }

    private void word() {
        int start = at;
        while (at < text.length() && isLetter(text.charAt(at))) {
            at++;
        }
        String word = text.substring(start, at).toLowerCase(Locale.ROOT);
        int index = word.length() >= 3 && month == 0 ? MONTHS.indexOf(word.substring(0, 3)) : -1;
        if (index >= 0 && index % 3 == 0) {
            month = index / 3 + 1;
        } else if (word.equals("pm") && secondOfDay >= 0 && secondOfDay < 12 * 3600) {
            secondOfDay += 12 * 3600;
        } else if (word.equals("am") && secondOfDay >= 12 * 3600) {
            secondOfDay -= 12 * 3600;
        } else if (secondOfDay >= 0 && !zoneSeen && ZONES.containsKey(word)) {
            setZone(ZONES.getOrDefault(word, 0));
        }
    }

    /** Without comments, and without blanks around colons, both of which may stand between any two tokens. */
    private static String withoutComments(String body) {
        StringBuilder text = new StringBuilder(body.length());
        int depth = 0;
        for (int i = 0; i < body.length(); i++) {
            char c = body.charAt(i);
            if (c == '(') {
                depth++;
                text.append(' ');
            } else if (c == ')' && depth > 0) {
                depth--;
            } else if (c == '\\') {
                i++;
            } else if (depth == 0) {
                text.append(c);
            }
        }
        return COLON.matcher(text).replaceAll(":");
    }

    private int digits() {
        int value = 0;
        while (at < text.length() && isDigit(text.charAt(at))) {
            value = Math.min(value * 10 + text.charAt(at) - '0', 1_000_000);
            at++;
        }
        return value;
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
