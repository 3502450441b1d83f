package org.posthaste.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.app.admin.Json;
import picocli.CommandLine.Command;

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

    VerifyCommand(Posthaste posthaste) {
        this.posthaste = posthaste;
    }

    @Override
    public Integer call() {
        try (AdminChannel channel = AdminChannel.open(posthaste.folder(), posthaste.environment())) {
            JsonNode report = channel.run("verify", Json.object());
            posthaste.print(report, this::print);
            return report.path("sound").asBoolean() ? 0 : Reason.PARTLY_DONE.exitCode();
        }
    }

    private void print(JsonNode report) {
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
