package org.posthaste.app.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.common.address.MailAddress;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.queue.Suppression;
import org.posthaste.mailstore.queue.Suppressions;

/** {@code queue suppressed list/add/remove}: addresses that nothing is sent to. Thread-safe. */
final class SuppressionActions {
    private static final long MOST = 10_000;
    private static final String LIST = "posthaste queue suppressed list";

    private SuppressionActions() {}

    static List<AdminAction> all() {
        return List.of(
                new AdminAction("queue.suppressed.list", Set.of("after", "limit"), SuppressionActions::list),
                new AdminAction("queue.suppressed.add", Set.of("address", "days", "reason"), SuppressionActions::add),
                new AdminAction("queue.suppressed.remove", Set.of("address"), SuppressionActions::remove));
    }

    private static JsonNode list(AdminContext context, Arguments arguments) {
        int limit = (int) Math.min(MOST, arguments.optionalNumber("limit").orElse(MOST));
        String after = arguments.optionalAddress("after").map(MailAddress::key).orElse("");
        ArrayNode json = Json.array();
        context.store().queue().suppressions().list(after, limit).forEach(each -> json.add(json(each)));
        return json;
    }

    private static JsonNode add(AdminContext context, Arguments arguments) {
        Instant now = Instant.now();
        Optional<Instant> until =
                arguments.optionalNumber("days").map(days -> now.plus(Duration.ofDays(Math.min(days, 36_500))));
        Suppression suppression = new Suppression(
                arguments.address("address"),
                now,
                until,
                arguments.optionalText("reason").orElse("an administrator said so"));
        done(context.store().queue().suppressions().add(suppression));
        return json(suppression);
    }

    private static JsonNode remove(AdminContext context, Arguments arguments) {
        MailAddress address = arguments.address("address");
        Suppressions suppressions = context.store().queue().suppressions();
        if (!done(suppressions.remove(address))) {
            throw new AdminRefusal(Reason.NOT_FOUND, "Mail to " + address + " is not suppressed.", LIST);
        }
        return Json.object().put("address", address.toString()).put("removed", true);
    }

    private static <T> T done(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw StoreException.of(e);
        }
    }

    private static ObjectNode json(Suppression suppression) {
        return Json.object()
                .put("address", suppression.address().toString())
                .put("since", suppression.since().toString())
                .put("until", suppression.until().map(Instant::toString).orElse(""))
                .put("reason", suppression.reason());
    }
}
