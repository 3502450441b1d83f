package org.posthaste.smtp.extension;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.posthaste.smtp.protocol.MailParameters;
import org.posthaste.smtp.protocol.MailParameters.By;
import org.posthaste.smtp.protocol.Parameter;
import org.posthaste.smtp.session.ListenerRole;
import org.posthaste.smtp.session.SmtpSession;

/**
 * DELIVERBY (RFC 2852): a time by which a message must be there, or comes back, or its sender is told. Without a least
 * time; on submission, where somebody waits for it.
 */
final class DeliverByExtension implements SmtpExtension {
    private static final Pattern VALUE = Pattern.compile("([+-]?[0-9]{1,9});([NR])(T?)");

    @Override
    public Optional<String> announcement(SmtpSession session) {
        return session.role() == ListenerRole.SUBMISSION ? Optional.of("DELIVERBY") : Optional.empty();
    }

    @Override
    public Map<String, MailParameter> mailParameters() {
        return Map.of("BY", DeliverByExtension::read);
    }

    /** RFC 2852 §4. */
    private static MailParameters read(Parameter given, MailParameters before) {
        Matcher value = VALUE.matcher(given.required().toUpperCase(Locale.ROOT));
        if (!value.matches()) {
            throw given.error("needs seconds, \";\", N or R, and perhaps T");
        }
        long seconds = Long.parseLong(value.group(1));
        boolean returned = value.group(2).equals("R");
        if (returned && seconds <= 0) {
            throw given.error("with R needs a time to come");
        }
        By by = new By(Duration.ofSeconds(seconds), returned, !value.group(3).isEmpty());
        return before.withWishes(before.wishes().withDeliverBy(by));
    }
}
