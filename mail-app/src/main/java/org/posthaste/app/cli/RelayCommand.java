package org.posthaste.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.posthaste.app.admin.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code posthaste relay}. Confined to the main thread. */
@Command(
        name = "relay",
        headerHeading = "Example: posthaste relay tls example.com%n%n",
        description = "How mail goes to other servers.",
        synopsisSubcommandLabel = "VERB")
final class RelayCommand extends Noun {
    private final Posthaste posthaste;

    RelayCommand(Posthaste posthaste) {
        this.posthaste = posthaste;
    }

    @Command(
            headerHeading = "Example: posthaste relay tls example.com%n%n",
            description = "Show which TLS policy is in force for a domain's hosts and why, and how TLS went in the last"
                    + " 7 days.")
    int tls(@Parameters(paramLabel = "DOMAIN") String domain) {
        AdminChannel.refuseUnconfigured(posthaste.folder());
        try (AdminChannel channel = AdminChannel.openServing(posthaste.folder())) {
            return posthaste.print(channel.run("relay.tls", Json.object().put("domain", domain)), this::printTls);
        }
    }

    private void printTls(JsonNode tls) {
        if (tls.path("hosts").isEmpty()) {
            posthaste.out().println("No mail exchanger of " + tls.path("domain").asText() + " was found.");
        }
        for (JsonNode host : tls.path("hosts")) {
            posthaste
                    .out()
                    .println(host.path("host").asText() + ": "
                            + host.path("policy").asText() + " ("
                            + host.path("why").asText() + ")");
            host.path("published").forEach(line -> posthaste.out().println("  " + line.asText()));
        }
        if (!tls.path("results").isEmpty()) {
            posthaste.out().println();
            Table table = new Table("DAY", "HOST", "POLICY", "RESULT", "SESSIONS", "REASON");
            tls.path("results")
                    .forEach(result -> table.row(
                            result.path("day").asText(),
                            result.path("host").asText(),
                            result.path("policy").asText(),
                            result.path("result").asText(),
                            result.path("sessions").asText(),
                            Text.orDash(result.path("reason").asText())));
            table.print(posthaste.out(), "");
        }
        for (JsonNode report : tls.path("reports")) {
            posthaste
                    .out()
                    .println("Report of " + report.path("day").asText() + ": "
                            + report.path("state").asText() + " "
                            + report.path("note").asText());
        }
    }
}
