package org.posthaste.app.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.posthaste.app.admin.AdminRefusal;
import org.posthaste.app.admin.AdminRefusal.Reason;

/** Times in the past as people say them. Thread-safe. */
final class Since {
    private Since() {}

    /**
     * So long ago ({@code 30m}, {@code 2h}, {@code 7d}), or at a time ({@code 2026-01-31T12:00:00Z}).
     *
     * @param option how it was given, for the refusal
     * @param help the command to type next
     */
    static Instant instant(String text, String option, String help) {
        try {
            return text.endsWith("Z") ? Instant.parse(text) : Instant.now().minus(duration(text));
        } catch (DateTimeParseException e) {
            throw new AdminRefusal(
                    Reason.USAGE,
                    option + ": \"" + text + "\" is neither a duration such as 2h nor a time such as"
                            + " 2026-01-31T12:00:00Z.",
                    help,
                    e);
        }
    }

    /** So long ({@code 30m}, {@code 2h}, {@code 7d}); refused as above. */
    static Duration duration(String text, String option, String help) {
        try {
            return duration(text);
        } catch (DateTimeParseException e) {
            throw new AdminRefusal(
                    Reason.USAGE, option + ": \"" + text + "\" is not a duration such as 30m or 2h.", help, e);
        }
    }

    private static Duration duration(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        return Duration.parse(upper.endsWith("D") ? "P" + upper : "PT" + upper);
    }
}
