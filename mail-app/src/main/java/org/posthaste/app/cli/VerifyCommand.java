package org.posthaste.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.app.admin.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code posthaste verify}. Confined to the main thread. */
@Command(
        name = "verify",
        headerHeading = "Example: posthaste verify%n%n",
        description = {
            "Prove the store: read every message and compare checksums and rows.",
            "Exit code 0 only when it is sound."
        })
final class VerifyCommand implements Callable<Integer> {
    private final Posthaste posthaste;

    @Option(
            names = "--rebuild-index",
            description = "First make the index that speeds up searches anew. Mail is not touched.")
    private boolean rebuildIndex;

    VerifyCommand(Posthaste posthaste) {
        this.posthaste = posthaste;
    }

    @Override
    public Integer call() {
        ObjectNode arguments = Json.object().put("rebuildIndex", rebuildIndex);
        try (AdminChannel channel = AdminChannel.open(posthaste.folder(), posthaste.environment())) {
            JsonNode report = channel.run("verify", arguments);
            posthaste.print(report, this::print);
            return report.path("sound").asBoolean() ? 0 : Reason.PARTLY_DONE.exitCode();
        }
    }

    private void print(JsonNode report) {
        JsonNode index = report.path("index");
        if (!index.isMissingNode()) {
            posthaste
                    .out()
                    .println("Text index made anew: "
                            + Text.count(index.path("messages").asLong(), "message") + " of "
                            + Text.count(index.path("users").asLong(), "user")
                            + "; users with little mail need none.");
        }
        report.path("damages").forEach(damage -> posthaste.out().println("Damage: " + damage.asText()));
        posthaste
                .out()
                .println(Text.count(report.path("messages").asLong(), "message") + " with "
                        + Text.octets(report.path("octets").asLong()) + " examined: "
                        + (report.path("sound").asBoolean()
                                ? "all is well."
                                : Text.count(report.path("damages").size(), "damage")
                                        + " found. Next: see docs/operations.md."));
    }
}
