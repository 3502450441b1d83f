package org.posthaste.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.posthaste.app.admin.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code posthaste queue suppressed}. Confined to the main thread. */
@Command(
        name = "suppressed",
        headerHeading = "Example: posthaste queue suppressed list%n%n",
        description = "Addresses that nothing is sent to.",
        synopsisSubcommandLabel = "VERB")
final class SuppressedCommand extends Noun {
    private final Posthaste posthaste;

    SuppressedCommand(Posthaste posthaste) {
        this.posthaste = posthaste;
    }

    @Command(
            headerHeading = "Example: posthaste queue suppressed list%n%n",
            description = "List them, and why they are suppressed.")
    int list() {
        return posthaste.act("queue.suppressed.list", Json.object(), rows -> {
            Table table = new Table("ADDRESS", "SINCE", "UNTIL", "REASON");
            rows.forEach(row -> table.row(
                    row.path("address").asText(),
                    day(row.path("since").asText()),
                    Text.orDash(day(row.path("until").asText())),
                    Text.plain(row.path("reason").asText())));
            table.print(posthaste.out(), "");
        });
    }

    @Command(
            headerHeading = "Example: posthaste queue suppressed add gone@example.com --reason \"asked to\"%n%n",
            description = "Send nothing to an address any more; mail to it is refused or given back at once.")
    int add(
            @Parameters(paramLabel = "ADDRESS") String address,
            @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for people to read.")
                    Optional<String> reason,
            @Option(names = "--days", paramLabel = "N", description = "Only for so many days.") Optional<Long> days) {
        ObjectNode arguments = Json.object().put("address", address);
        reason.ifPresent(text -> arguments.put("reason", text));
        days.ifPresent(number -> arguments.put("days", number));
        return posthaste.act("queue.suppressed.add", arguments, added -> posthaste
                .out()
                .println("Nothing is sent to " + added.path("address").asText() + until(added) + "."));
    }

    @Command(
            headerHeading = "Example: posthaste queue suppressed remove gone@example.com%n%n",
            description = "Send to an address again.")
    int remove(@Parameters(paramLabel = "ADDRESS") String address) {
        return posthaste.act("queue.suppressed.remove", Json.object().put("address", address), removed -> posthaste
                .out()
                .println("Mail to " + removed.path("address").asText() + " is sent again."));
    }

    private static String until(JsonNode row) {
        String until = row.path("until").asText();
        return until.isEmpty() ? " from now on" : " until " + day(until);
    }

    private static String day(String instant) {
        return instant.isEmpty() ? "" : instant.substring(0, 10);
    }
}
