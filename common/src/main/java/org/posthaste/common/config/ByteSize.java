package org.posthaste.common.config;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of octets as people write it: {@code 50M}, {@code 20GiB}, {@code 4096}. Units are powers of 1024.
 *
 * @param octets the number, not negative
 */
public record ByteSize(long octets) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,18})\\s*([kmgt]?)(i?b)?", Pattern.CASE_INSENSITIVE);
    private static final Map<String, Integer> SHIFTS = Map.of("", 0, "k", 10, "m", 20, "g", 30, "t", 40);

    public ByteSize {
        if (octets < 0) {
            throw new IllegalArgumentException("a size cannot be negative");
        }
    }

    /** Reads a size. Fails: IllegalArgumentException that says what would be right. */
    public static ByteSize parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("is not a size such as 4096, 64K, 50M or 20G");
        }
        int shift = SHIFTS.getOrDefault(matcher.group(2).toLowerCase(Locale.ROOT), 0);
        long number = Long.parseLong(matcher.group(1));
        if (number > Long.MAX_VALUE >> shift) {
            throw new IllegalArgumentException("is too big");
        }
        return new ByteSize(number << shift);
    }

    /** The shortest exact way to write it. */
    @Override
    public String toString() {
        String units = "KMGT";
        for (int unit = units.length(); unit > 0; unit--) {
            if (octets != 0 && octets % (1L << (10 * unit)) == 0) {
                return (octets >> (10 * unit)) + units.substring(unit - 1, unit);
            }
        }
        return Long.toString(octets);
    }
}
