package org.posthaste.app.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.mailstore.RebuiltIndexes;
import org.posthaste.mailstore.StoreHealth;
import org.posthaste.mailstore.VerifyReport;

/** {@code status}, {@code stop} and {@code verify}. Thread-safe. */
final class ServerActions {
    private static final String REBUILD_INDEX = "rebuildIndex";

    private ServerActions() {}

    static List<AdminAction> all() {
        return List.of(
                new AdminAction("status", Set.of(), (context, arguments) -> status(context)),
                new AdminAction("stop", Set.of(), (context, arguments) -> stop(context)),
                new AdminAction("verify", Set.of(REBUILD_INDEX), ServerActions::verify));
    }

    private static JsonNode status(AdminContext context) {
        ObjectNode json = running(context).status();
        ArrayNode warnings = json.withArray("warnings");
        context.certificates().warnings().forEach(warnings::add);
        StoreHealth health = context.store().health();
        json.putObject("store")
                .put("users", health.accounts())
                .put("messages", health.messages())
                .put("databaseOctets", health.databaseBytes())
                .put("packOctets", health.packBytes())
                .put("freeOctets", health.freeBytes())
                .put("unindexedMessages", health.unindexed());
        StoreHealth.Queue queue = health.queue();
        json.putObject("queue")
                .put("recipients", queue.recipients())
                .put("held", queue.held())
                .put("failed", queue.failed())
                .put("oldest", queue.oldest().map(Instant::toString).orElse(""));
        return json;
    }

    private static JsonNode stop(AdminContext context) {
        running(context).stop();
        return Json.object().put("stopping", true);
    }

    private static JsonNode verify(AdminContext context, Arguments arguments) {
        ObjectNode json = Json.object();
        if (arguments.optionalFlag(REBUILD_INDEX).orElse(false)) {
            RebuiltIndexes rebuilt = context.store().rebuildTextIndexes();
            json.putObject("index").put("users", rebuilt.accounts()).put("messages", rebuilt.messages());
        }
        VerifyReport report = context.store().verify();
        json.put("sound", report.damages().isEmpty())
                .put("messages", report.messages())
                .put("octets", report.octets());
        ArrayNode damages = json.putArray("damages");
        report.damages().forEach(damages::add);
        return json;
    }

    /** The server, or a refusal if this process only has the store open. */
    static RunningServer running(AdminContext context) {
        return context.server()
                .orElseThrow(() ->
                        new AdminRefusal(Reason.UNREACHABLE, "No server runs on this data folder.", "posthaste serve"));
    }
}
