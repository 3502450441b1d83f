package org.posthaste.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Values as people read them. Thread-safe. */
final class Text {
    private static final String UNITS = "KMGTP";

    private Text() {}

    static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }

    /** Text that somebody else chose, without what would command a terminal. */
    static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    /** A number of things: {@code 1 user}, {@code 2 users}. */
    static String count(long number, String one) {
        return String.format(Locale.ROOT, "%,d %s%s", number, one, number == 1 ? "" : "s");
    }

    /** A number of octets with a unit, such as {@code 1.5G}. */
    static String octets(long octets) {
        if (octets < 1024) {
            return octets + "B";
        }
        double value = octets;
        int unit = -1;
        while (value >= 1024 && unit < UNITS.length() - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, value < 10 ? "%.1f%s" : "%.0f%s", value, UNITS.charAt(unit));
    }

    /** A quota; 0 is none. */
    static String quota(long octets) {
        return octets == 0 ? "none" : octets(octets);
    }

    /** A duration in its two largest units. */
    static String duration(long seconds) {
        Duration duration = Duration.ofSeconds(seconds);
        if (duration.toDays() > 0) {
            return duration.toDays() + "d " + duration.toHoursPart() + "h";
        }
        if (duration.toHours() > 0) {
            return duration.toHours() + "h " + duration.toMinutesPart() + "m";
        }
        return duration.toMinutes() > 0
                ? duration.toMinutes() + "m " + duration.toSecondsPart() + "s"
                : duration.toSeconds() + "s";
    }

    /** The single values of an object, one a line, with sizes made readable. */
    static void fields(PrintWriter out, JsonNode object) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!field.getValue().isObject()) {
                out.printf(Locale.ROOT, "%-14s %s%n", label(field.getKey()), value(field.getKey(), field.getValue()));
            }
        }
    }

    private static String value(String name, JsonNode value) {
        if (value.isArray()) {
            List<String> parts = new ArrayList<>();
            value.forEach(part -> parts.add(part.asText()));
            return orDash(String.join(", ", parts));
        }
        if (name.equals("quotaOctets")) {
            return quota(value.asLong());
        }
        return name.toLowerCase(Locale.ROOT).endsWith("octets") ? octets(value.asLong()) : orDash(value.asText());
    }

    /** {@code usedOctets} becomes {@code Used}. */
    private static String label(String name) {
        StringBuilder label = new StringBuilder();
        for (char c : name.replaceAll("(?<=.)Octets$", "").toCharArray()) {
            if (Character.isUpperCase(c)) {
                label.append(' ');
            }
            label.append(Character.toLowerCase(c));
        }
        label.setCharAt(0, Character.toUpperCase(label.charAt(0)));
        return label.toString();
    }
}
