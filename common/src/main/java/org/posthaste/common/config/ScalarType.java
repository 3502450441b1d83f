package org.posthaste.common.config;

import java.lang.invoke.MethodType;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The types a single value may have, each with how it is read and written. */
final class ScalarType {
    private static final Pattern DURATION =
            Pattern.compile("(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?" + "(?:(\\d{1,9})s)?(?:(\\d{1,12})ms)?");
    private static final long[] UNIT_MILLIS = {86_400_000, 3_600_000, 60_000, 1_000, 1};
    private static final String[] UNITS = {"d", "h", "m", "s", "ms"};

    private static final Map<Class<?>, Function<String, Object>> READERS = Map.of(
            String.class, text -> text,
            int.class, text -> (int) number(text, Integer.MIN_VALUE, Integer.MAX_VALUE),
            long.class, text -> number(text, Long.MIN_VALUE, Long.MAX_VALUE),
            double.class, ScalarType::fraction,
            boolean.class, ScalarType::truth,
            Duration.class, ScalarType::duration,
            ByteSize.class, ByteSize::parse,
            Path.class, ScalarType::path);

    private ScalarType() {}

    /**
     * How values of this type are read; the function fails with IllegalArgumentException that says what would be right.
     * Empty if it is no type of single values.
     */
    static Optional<Function<String, Object>> reader(Class<?> type) {
        if (type.isEnum()) {
            return Optional.of(text -> constant(type, text));
        }
        return Optional.ofNullable(
                READERS.get(MethodType.methodType(type).unwrap().returnType()));
    }

    /** The value as {@link #reader} would read it. */
    static String write(Object value) {
        if (value instanceof Duration duration) {
            return written(duration);
        }
        if (value instanceof Enum<?> constant) {
            return name(constant);
        }
        return value.toString();
    }

    private static String name(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Object constant(Class<?> type, String text) {
        for (Object constant : type.getEnumConstants()) {
            if (name(constant).equals(text.strip().toLowerCase(Locale.ROOT).replace('_', '-'))) {
                return constant;
            }
        }
        String names =
                Arrays.stream(type.getEnumConstants()).map(ScalarType::name).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("is none of " + names);
    }

    private static long number(String text, long least, long most) {
        try {
            long number = Long.parseLong(text.strip().replace("_", ""));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("is not a whole number", e);
        }
        throw new IllegalArgumentException("is not between " + least + " and " + most);
    }

    private static double fraction(String text) {
        try {
            double number = Double.parseDouble(text.strip());
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("is not a number", e);
        }
        throw new IllegalArgumentException("is not a finite number");
    }

    private static boolean truth(String text) {
        switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on":
                return true;
            case "false", "no", "off":
                return false;
            default:
                throw new IllegalArgumentException("is neither true nor false");
        }
    }

    private static Duration duration(String text) {
        String stripped = text.strip();
        if (stripped.equals("0")) {
            return Duration.ZERO;
        }
        Matcher matcher = DURATION.matcher(stripped);
        if (stripped.isEmpty() || !matcher.matches()) {
            throw new IllegalArgumentException("is not a duration such as 500ms, 30s, 5m, 1h30m or 14d");
        }
        long millis = 0;
        for (int unit = 0; unit < UNITS.length; unit++) {
            String digits = matcher.group(unit + 1);
            millis += digits == null ? 0 : Long.parseLong(digits) * UNIT_MILLIS[unit];
        }
        return Duration.ofMillis(millis);
    }

    private static String written(Duration duration) {
        long left = duration.toMillis();
        StringBuilder text = new StringBuilder();
        for (int unit = 0; unit < UNITS.length; unit++) {
            if (left >= UNIT_MILLIS[unit]) {
                text.append(left / UNIT_MILLIS[unit]).append(UNITS[unit]);
                left %= UNIT_MILLIS[unit];
            }
        }
        return text.isEmpty() ? "0" : text.toString();
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("is not a path", e);
        }
    }
}
