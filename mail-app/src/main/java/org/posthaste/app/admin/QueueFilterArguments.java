package org.posthaste.app.admin;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.mailstore.queue.QueueFilter;
import org.posthaste.mailstore.queue.QueuedRecipient;

/** Which queued recipients are meant, as arguments of an action. Thread-safe. */
final class QueueFilterArguments {
    private static final Set<String> NAMES = Set.of("msg", "to", "from", "domain", "before", "reason", "state");
    private static final String HELP = "posthaste queue list --help";

    private QueueFilterArguments() {}

    /** Names of the arguments, and of more. */
    static Set<String> with(String... more) {
        Set<String> names = new HashSet<>(NAMES);
        names.addAll(List.of(more));
        return names;
    }

    static QueueFilter filter(Arguments arguments) {
        return new QueueFilter(
                arguments.optionalText("to"),
                arguments.optionalText("from").map(text -> text.equals("<>") ? "" : text),
                arguments.optionalText("domain").map(QueueFilterArguments::domain),
                arguments.optionalText("before").map(QueueFilterArguments::instant),
                arguments.optionalText("reason"),
                arguments.optionalText("state").map(QueueFilterArguments::state),
                arguments.optionalText("msg"));
    }

    /** A domain name as people write it, unless it is a pattern or an address literal. */
    private static String domain(String text) {
        boolean name = text.indexOf('*') < 0 && text.indexOf('?') < 0 && !text.startsWith("[");
        return name ? Arguments.domainOf(text) : text.toLowerCase(Locale.ROOT);
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new AdminRefusal(
                    Reason.USAGE, "\"" + text + "\" is not a time such as 2026-01-31T12:00:00Z.", HELP, e);
        }
    }

    private static QueuedRecipient.State state(String word) {
        return Optional.of(word)
                .flatMap(text -> List.of(QueuedRecipient.State.values()).stream()
                        .filter(state -> state.name().toLowerCase(Locale.ROOT).equals(text))
                        .findAny())
                .orElseThrow(() ->
                        new AdminRefusal(Reason.USAGE, "\"" + word + "\" is none of waiting, held, failed.", HELP));
    }
}
