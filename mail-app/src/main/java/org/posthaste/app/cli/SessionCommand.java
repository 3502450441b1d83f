package org.posthaste.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.posthaste.app.admin.AdminRefusal;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.app.admin.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code posthaste session}. Confined to the main thread. */
@Command(
        name = "session",
        headerHeading = "Example: posthaste session list%n%n",
        description = "Who is connected to the running server.",
        synopsisSubcommandLabel = "VERB")
final class SessionCommand extends Noun {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final Posthaste posthaste;

    SessionCommand(Posthaste posthaste) {
        this.posthaste = posthaste;
    }

    @Command(
            headerHeading = "Example: posthaste session list --user bob@example.org%n%n",
            description = "List the open sessions, oldest first; STATE is the mailbox an IMAP session has selected.")
    int list(
            @Option(names = "--user", paramLabel = "ADDRESS", description = "Only those of this user.")
                    Optional<String> user) {
        ObjectNode arguments = Json.object();
        user.ifPresent(address -> arguments.put("user", address));
        return act("session.list", arguments, sessions -> {
            Table table = new Table("ID", "PROTOCOL", "USER", "PEER", "TLS", "OPEN", "STATE", "IN", "OUT");
            sessions.forEach(session -> table.row(
                    session.path("id").asText(),
                    session.path("listener").asText(),
                    Text.orDash(session.path("user").asText()),
                    session.path("peer").asText(),
                    Text.orDash(session.path("tls").asText()),
                    Text.duration(session.path("seconds").asLong()),
                    Text.orDash(session.path("state").asText()),
                    Text.octets(session.path("receivedOctets").asLong()),
                    Text.octets(session.path("sentOctets").asLong())));
            table.print(posthaste.out(), "");
        });
    }

    @Command(
            headerHeading = "Example: posthaste session close --user bob@example.org%n%n",
            description =
                    "Ask one session, or all of a user, to end: at the next command, after 5 seconds at the latest.")
    int close(
            @Parameters(paramLabel = "ID", arity = "0..1") Optional<String> id,
            @Option(names = "--user", paramLabel = "ADDRESS", description = "All sessions of this user.")
                    Optional<String> user) {
        if (id.isPresent() == user.isPresent()) {
            throw new AdminRefusal(
                    Reason.USAGE, "Say which: an ID, or --user ADDRESS.", "posthaste session list (to see them)");
        }
        ObjectNode arguments = Json.object();
        id.ifPresent(text -> arguments.put("id", text));
        user.ifPresent(address -> arguments.put("user", address));
        return act("session.close", arguments, result -> posthaste
                .out()
                .println(Text.count(result.path("closed").asLong(), "session") + " asked to end."));
    }

    @Command(
            headerHeading = "Example: posthaste session trace bob@example.org --minutes 10%n%n",
            description = {
                "Write what the user's mail programs and the server say to each other into a file that only its owner"
                        + " may read, without passwords and message text.",
                "The trace begins at once and ends by itself."
            })
    int trace(
            @Parameters(paramLabel = "ADDRESS") String address,
            @Option(
                            names = "--minutes",
                            paramLabel = "N",
                            defaultValue = "10",
                            description = "How long, up to 1440 (default: 10).")
                    int minutes) {
        return act("session.trace", Json.object().put("user", address).put("minutes", minutes), trace -> {
            String until = TIME.format(Instant.parse(trace.path("until").asText()));
            posthaste
                    .out()
                    .println((trace.path("begun").asBoolean() ? "Tracing " : "Already tracing ")
                            + trace.path("user").asText() + " until " + until + ".");
            posthaste.out().println("Next: tail -f " + trace.path("file").asText());
        });
    }

    /** Sessions are only in a running server. */
    private int act(String action, ObjectNode arguments, Consumer<JsonNode> forPeople) {
        AdminChannel.refuseUnconfigured(posthaste.folder());
        try (AdminChannel channel = AdminChannel.openServing(posthaste.folder())) {
            return posthaste.print(channel.run(action, arguments), forPeople);
        }
    }
}
