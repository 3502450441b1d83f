package org.posthaste.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.posthaste.app.admin.AdminRefusal;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.app.admin.Json;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which queued messages are meant, as options that all verbs of {@code queue} share. Confined to the main thread. */
final class QueueFilterOptions {
    @Parameters(paramLabel = "MSG", arity = "0..1", description = "One message: its id, as in log and journal.")
    private Optional<String> object = Optional.empty();

    @Option(names = "--id", paramLabel = "MSG", description = "The same.")
    private Optional<String> id = Optional.empty();

    @Option(
            names = "--to",
            paramLabel = "ADDRESS",
            description = "To this recipient. Here and below, * stands for any text and ? for any character.")
    private Optional<String> to = Optional.empty();

    @Option(names = "--from", paramLabel = "ADDRESS", description = "From this sender; <> for reports.")
    private Optional<String> from = Optional.empty();

    @Option(names = "--domain", paramLabel = "DOMAIN", description = "To this domain.")
    private Optional<String> domain = Optional.empty();

    @Option(
            names = "--older",
            paramLabel = "DURATION",
            description = "Queued longer than 30m, 2h, 7d; or before a time such as 2026-01-31T12:00:00Z.")
    private Optional<String> older = Optional.empty();

    @Option(names = "--reason", paramLabel = "TEXT", description = "With this text in the last reply.")
    private Optional<String> reason = Optional.empty();

    @Option(names = "--held", description = "Held.")
    private boolean held;

    @Option(names = "--failed", description = "Failed for good; the sender is about to be told.")
    private boolean failed;

    /** The arguments of the action. */
    ObjectNode arguments() {
        if (object.isPresent() && id.isPresent() || held && failed) {
            throw new AdminRefusal(
                    Reason.USAGE,
                    held && failed ? "--held and --failed exclude each other." : "Give the message once, or as --id.",
                    "posthaste queue list --help");
        }
        ObjectNode json = Json.object();
        object.or(() -> id).ifPresent(text -> json.put("msg", text));
        to.ifPresent(text -> json.put("to", text));
        from.ifPresent(text -> json.put("from", text));
        domain.ifPresent(text -> json.put("domain", text));
        reason.ifPresent(text -> json.put("reason", text));
        older.ifPresent(text -> json.put(
                "before",
                Since.instant(text, "--older", "posthaste queue list --help").toString()));
        if (held || failed) {
            json.put("state", held ? "held" : "failed");
        }
        return json;
    }

    /** As they were typed, to be typed again. */
    String typed() {
        StringBuilder typed = new StringBuilder();
        object.ifPresent(text -> typed.append(' ').append(text));
        option(typed, "--id", id);
        option(typed, "--to", to);
        option(typed, "--from", from);
        option(typed, "--domain", domain);
        option(typed, "--older", older);
        option(typed, "--reason", reason);
        typed.append(held ? " --held" : "").append(failed ? " --failed" : "");
        return typed.toString();
    }

    private static void option(StringBuilder typed, String name, Optional<String> value) {
        value.ifPresent(
                text -> typed.append(' ').append(name).append(" '").append(text).append('\''));
    }
}
