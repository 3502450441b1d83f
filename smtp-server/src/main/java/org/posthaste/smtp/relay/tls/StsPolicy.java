package org.posthaste.smtp.relay.tls;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An MTA-STS policy (RFC 8461 §3.2). A value.
 *
 * @param mode how much it binds
 * @param mx patterns of the hosts that take mail for the domain, in lower case
 * @param maxAge how long it is in force
 */
record StsPolicy(Mode mode, List<String> mx, Duration maxAge) {
    /** The longest time a policy may say it is in force, a year. */
    static final Duration LONGEST = Duration.ofHours(8_766);

    private static final Pattern LINE = Pattern.compile(
            "([A-Za-z0-9][A-Za-z0-9_.-]{0,31}):[ \\t]*([\\x21-\\x7e\\x80-\\xff](?:[\\x20-\\x7e\\x80-\\xff]*[\\x21-\\x7e\\x80-\\xff])?)[ \\t]*");
    private static final Pattern HOST = Pattern.compile(
            "(\\*\\.)?[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,10}");
    private static final int LONGEST_NAME = 255;

    StsPolicy {
        mx = List.copyOf(mx);
    }

    /** What happens when mail cannot be delivered as the policy wants it (RFC 8461 §5). */
    enum Mode {
        ENFORCE,
        TESTING,
        NONE
    }

    /** A policy cannot be understood. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed(String reason) {
            super(reason);
        }
    }

    /** Reads a policy; each character is one octet. What is unknown is passed over, and of what must stand there once the first counts. */
    static StsPolicy parse(String text) throws Malformed {
        Map<String, String> fields = new HashMap<>();
        List<String> mx = new ArrayList<>();
        for (String line : text.split("\r?\n", -1)) {
            if (line.isBlank()) {
                continue;
            }
            Matcher parts = LINE.matcher(line);
            if (!parts.matches()) {
                throw new Malformed("not a field: " + shown(line));
            }
            if (parts.group(1).equals("mx")) {
                mx.add(host(parts.group(2)));
            } else {
                fields.putIfAbsent(parts.group(1), parts.group(2));
            }
        }
        if (!fields.getOrDefault("version", "").equals("STSv1")) {
            throw new Malformed("not version STSv1");
        }
        Mode mode = mode(fields.getOrDefault("mode", ""));
        String seconds = fields.getOrDefault("max_age", "");
        if (!SECONDS.matcher(seconds).matches()) {
            throw new Malformed("max_age is not a number of seconds");
        }
        if (mx.isEmpty() && mode != Mode.NONE) {
            throw new Malformed("no mx");
        }
        Duration maxAge = Duration.ofSeconds(Long.parseLong(seconds));
        return new StsPolicy(mode, mx, maxAge.compareTo(LONGEST) > 0 ? LONGEST : maxAge);
    }

    private static Mode mode(String text) throws Malformed {
        return switch (text) {
            case "enforce" -> Mode.ENFORCE;
            case "testing" -> Mode.TESTING;
            case "none" -> Mode.NONE;
            default -> throw new Malformed("mode is none of enforce, testing, none");
        };
    }

    private static String host(String text) throws Malformed {
        String host = text.toLowerCase(Locale.ROOT);
        if (host.endsWith(".")) {
            host = host.substring(0, host.length() - 1);
        }
        if (host.length() > LONGEST_NAME || !HOST.matcher(host).matches()) {
            throw new Malformed("mx is not a host name or pattern: " + shown(text));
        }
        return host;
    }

    private static String shown(String text) {
        return text.length() > 60 ? text.substring(0, 60) : text;
    }

    /** The pattern that allows a host (RFC 8461 §4.1). */
    Optional<String> patternFor(String host) {
        return mx.stream()
                .filter(pattern -> CertificateNames.matches(pattern, host))
                .findFirst();
    }

    /** The policy line by line, as reports tell it (RFC 8460 §4.5). */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("version: STSv1");
        lines.add("mode: " + mode.name().toLowerCase(Locale.ROOT));
        mx.forEach(pattern -> lines.add("mx: " + pattern));
        lines.add("max_age: " + maxAge.toSeconds());
        return lines;
    }
}
