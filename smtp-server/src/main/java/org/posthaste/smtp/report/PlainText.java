package org.posthaste.smtp.report;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/** Values in reports of strangers, made harmless. Stateless. */
final class PlainText {
    private static final long LATEST = Instant.parse("2200-01-01T00:00:00Z").getEpochSecond();

    private PlainText() {}

    /** Without control characters and space around it, and not too long. */
    static String of(String text) {
        String stripped = text.strip();
        String cut = stripped.length() <= ReportLimits.TEXT ? stripped : stripped.substring(0, ReportLimits.TEXT);
        return cut.replaceAll("[\\p{Cntrl}\\p{Cs}]", " ");
    }

    /** The same as one word: without spaces and what joins words in results. */
    static String word(String text) {
        return of(text).replaceAll("[\\s=/]", "_");
    }

    /** A domain in lower case without the dot at its end. */
    static String domain(String text) {
        String domain = word(text).toLowerCase(Locale.ROOT);
        return domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
    }

    /** A whole number, also with a fraction that is dropped; empty if it is none. */
    static Optional<Long> number(String text) {
        String digits = text.strip();
        int dot = digits.indexOf('.');
        try {
            return digits.length() > 30
                    ? Optional.empty()
                    : Optional.of(Long.valueOf(dot > 0 ? digits.substring(0, dot) : digits));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Seconds since 1970 (RFC 9990) or a date and time (RFC 8460), as reporters mix them; empty if it is neither. */
    static Optional<Instant> time(String text) {
        Optional<Long> seconds = number(text);
        if (seconds.isPresent()) {
            return seconds.filter(number -> number >= 0 && number <= LATEST).map(Instant::ofEpochSecond);
        }
        String date = text.strip().replace(' ', 'T');
        try {
            if (date.length() == 10) {
                return Optional.of(
                        LocalDate.parse(date).atStartOfDay(ZoneOffset.UTC).toInstant());
            }
            if (date.length() == 19) {
                return Optional.of(LocalDateTime.parse(date).toInstant(ZoneOffset.UTC));
            }
            return Optional.of(OffsetDateTime.parse(date).toInstant())
                    .filter(time -> time.getEpochSecond() >= 0 && time.getEpochSecond() <= LATEST);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
