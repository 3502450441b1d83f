package org.posthaste.smtp.extension;

import java.util.Map;
import java.util.Optional;
import org.posthaste.smtp.protocol.MailParameters;
import org.posthaste.smtp.protocol.Parameter;
import org.posthaste.smtp.session.ListenerRole;
import org.posthaste.smtp.session.SmtpSession;

/**
 * MT-PRIORITY (RFC 6710): orders the queue for other hosts. Only on submission, as strangers must not raise theirs
 * (RFC 6710 §4.1), and up to {@value #HIGHEST}, as MAIL says if more was wished.
 */
public final class PriorityExtension implements SmtpExtension {
    /** The highest a user gets. */
    public static final int HIGHEST = 4;

    @Override
    public Optional<String> announcement(SmtpSession session) {
        return session.role() == ListenerRole.SUBMISSION ? Optional.of("MT-PRIORITY") : Optional.empty();
    }

    @Override
    public Map<String, MailParameter> mailParameters() {
        return Map.of("MT-PRIORITY", PriorityExtension::read);
    }

    private static MailParameters read(Parameter given, MailParameters before) {
        String value = given.required();
        if (!value.matches("-[1-9]|[0-9]")) {
            throw given.error("is a number from -9 to 9");
        }
        return before.withWishes(before.wishes().withPriority(Integer.parseInt(value)));
    }
}
