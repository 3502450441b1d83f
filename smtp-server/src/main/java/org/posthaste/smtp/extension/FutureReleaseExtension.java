package org.posthaste.smtp.extension;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.posthaste.smtp.protocol.MailParameters;
import org.posthaste.smtp.protocol.MailParameters.Hold;
import org.posthaste.smtp.protocol.Parameter;
import org.posthaste.smtp.session.ListenerRole;
import org.posthaste.smtp.session.SmtpSession;

/**
 * FUTURERELEASE (RFC 4865): a message that is sent later, with HOLDFOR or HOLDUNTIL; on submission only (RFC 4865
 * §4.2). The longest time is checked at MAIL. Deviation: for recipients on other hosts only, since mail for users here
 * does not pass the queue; RCPT says so.
 */
final class FutureReleaseExtension implements SmtpExtension {
    @Override
    public Optional<String> announcement(SmtpSession session) {
        if (session.role() != ListenerRole.SUBMISSION) {
            return Optional.empty();
        }
        Duration longest = session.config().outside().longestHold();
        Instant latest = session.clock().instant().plus(longest).truncatedTo(ChronoUnit.SECONDS);
        return Optional.of("FUTURERELEASE " + longest.toSeconds() + " " + latest);
    }

    @Override
    public Map<String, MailParameter> mailParameters() {
        return Map.of("HOLDFOR", FutureReleaseExtension::period, "HOLDUNTIL", FutureReleaseExtension::until);
    }

    private static MailParameters period(Parameter given, MailParameters before) {
        String seconds = given.required();
        if (!seconds.matches("[1-9][0-9]{0,8}")) {
            throw given.error("needs a number of seconds");
        }
        return with(
                given, before, new Hold(Optional.of(Duration.ofSeconds(Long.parseLong(seconds))), Optional.empty()));
    }

    private static MailParameters until(Parameter given, MailParameters before) {
        try {
            Instant time = Instant.parse(given.required().toUpperCase(Locale.ROOT));
            return with(given, before, new Hold(Optional.empty(), Optional.of(time)));
        } catch (DateTimeParseException e) {
            throw given.error("needs a time such as 2027-01-31T08:00:00Z");
        }
    }

    private static MailParameters with(Parameter given, MailParameters before, Hold hold) {
        if (before.wishes().hold().isPresent()) {
            throw given.error("cannot stand beside another hold");
        }
        return before.withWishes(before.wishes().withHold(hold));
    }
}
