package org.posthaste.app.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiFunction;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.common.io.ByteSource;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.journal.Journal.Positioned;
import org.posthaste.mailstore.queue.Destination;
import org.posthaste.mailstore.queue.QueueFilter;
import org.posthaste.mailstore.queue.QueueStore;
import org.posthaste.mailstore.queue.QueuedMessage;
import org.posthaste.mailstore.queue.QueuedRecipient;
import org.posthaste.smtp.queue.KnownRefusals;

/** {@code queue list/show/count/retry/hold/release/remove/summary}: mail on its way to other hosts. Thread-safe. */
final class QueueActions {
    private static final long MOST = 10_000;
    private static final int MOST_HISTORY = 1000;
    private static final int LONGEST_HEADER = 64 * 1024;
    private static final String LIMIT = "limit";
    private static final String LIST = "posthaste queue list";

    private QueueActions() {}

    static List<AdminAction> all() {
        return List.of(
                new AdminAction("queue.list", QueueFilterArguments.with("after", LIMIT), QueueActions::list),
                new AdminAction("queue.count", QueueFilterArguments.with(), QueueActions::count),
                new AdminAction("queue.show", Set.of("msg", "source"), QueueActions::show),
                new AdminAction("queue.summary", Set.of(LIMIT), QueueActions::summary),
                changing("queue.retry", QueueStore::retryNow),
                changing("queue.hold", QueueStore::hold),
                changing("queue.release", QueueStore::release),
                changing("queue.remove", QueueStore::remove));
    }

    private static AdminAction changing(String name, BiFunction<QueueStore, QueueFilter, QueueStore.Changed> act) {
        return new AdminAction(name, QueueFilterArguments.with("all"), (context, arguments) -> {
            QueueFilter filter = QueueFilterArguments.filter(arguments);
            if (filter.equals(QueueFilter.ALL) && !arguments.optionalFlag("all").orElse(false)) {
                throw new AdminRefusal(
                        Reason.USAGE,
                        "Say which messages are meant, or --all.",
                        "posthaste " + name.replace('.', ' ') + " --help");
            }
            QueueStore queue = context.store().queue();
            QueueStore.Changed changed = act.apply(queue, filter);
            boolean one = filter.messageId().isPresent();
            if (one && changed.changed() + changed.inDelivery() == 0 && queue.count(filter) == 0) {
                throw notFound(filter.messageId().orElse(""));
            }
            return Json.object().put("changed", changed.changed()).put("inDelivery", changed.inDelivery());
        });
    }

    private static AdminRefusal notFound(String msg) {
        return new AdminRefusal(Reason.NOT_FOUND, "There is no message " + msg + " in the queue.", LIST);
    }

    private static int limit(Arguments arguments, long otherwise) {
        return (int) Math.min(MOST, arguments.optionalNumber(LIMIT).orElse(otherwise));
    }

    private static JsonNode list(AdminContext context, Arguments arguments) {
        QueueStore queue = context.store().queue();
        ArrayNode json = Json.array();
        for (QueuedRecipient recipient : queue.list(
                QueueFilterArguments.filter(arguments),
                arguments.optionalNumber("after").orElse(0L),
                limit(arguments, 100))) {
            ObjectNode row = Json.object()
                    .put("id", recipient.id())
                    .put("msg", recipient.message().messageId())
                    .put("from", recipient.message().reversePath())
                    .put("queued", recipient.message().queued().toString())
                    .put("octets", recipient.message().size())
                    .put("priority", recipient.message().priority());
            json.add(row.setAll(recipient(queue, recipient)));
        }
        return json;
    }

    private static JsonNode count(AdminContext context, Arguments arguments) {
        QueueFilter filter = QueueFilterArguments.filter(arguments);
        return Json.object().put("recipients", context.store().queue().count(filter));
    }

    private static ObjectNode recipient(QueueStore queue, QueuedRecipient recipient) {
        boolean held = recipient.state() == QueuedRecipient.State.HELD;
        ObjectNode json = Json.object()
                .put("to", recipient.address().toString())
                .put("domain", recipient.destination())
                .put("state", recipient.state().name().toLowerCase(Locale.ROOT))
                .put("inDelivery", queue.isClaimed(recipient.id()))
                .put("attempts", recipient.attempts())
                .put("next", held ? "" : recipient.due().toString())
                .put("lastReply", recipient.lastReply());
        KnownRefusals.of(recipient.lastReply())
                .ifPresent(known -> json.put("explanation", known.explanation()).put("remedy", known.remedy()));
        return json;
    }

    private static JsonNode show(AdminContext context, Arguments arguments) {
        String msg = arguments.text("msg");
        QueueStore queue = context.store().queue();
        List<QueuedRecipient> recipients = queue.list(QueueFilter.ofMessage(msg), 0, (int) MOST);
        Set<String> messages = new HashSet<>();
        recipients.forEach(each -> messages.add(each.message().messageId()));
        if (messages.size() > 1) {
            throw new AdminRefusal(
                    Reason.USAGE, messages.size() + " messages are meant by " + msg + ".", LIST + " " + msg);
        }
        String id = messages.stream().findAny().orElse(msg);
        List<Positioned> history = context.store().journal().ofMessage(id, MOST_HISTORY);
        if (recipients.isEmpty() && history.isEmpty()) {
            throw notFound(msg);
        }
        ObjectNode json = Json.object().put("msg", id).put("inQueue", !recipients.isEmpty());
        if (!recipients.isEmpty()) {
            QueuedMessage message = recipients.get(0).message();
            json.put("from", message.reversePath())
                    .put("queued", message.queued().toString())
                    .put("octets", message.size())
                    .put("priority", message.priority());
            if (arguments.optionalFlag("source").orElse(false)) {
                json.put("header", header(queue, message));
            }
        }
        ArrayNode to = json.putArray("recipients");
        recipients.forEach(each -> to.add(recipient(queue, each)));
        ArrayNode entries = json.putArray("history");
        history.forEach(each -> entries.add(JournalActions.json(each)));
        return json;
    }

    /** The header section, as it is sent; empty if the message left the queue just now. */
    private static String header(QueueStore queue, QueuedMessage message) {
        try {
            ByteSource octets = queue.octets(message);
            byte[] start =
                    octets.slice(0, Math.min(LONGEST_HEADER, octets.size())).toByteArray();
            String text = new String(start, StandardCharsets.UTF_8);
            int end = text.indexOf("\r\n\r\n");
            return (end < 0 ? text : text.substring(0, end)).replace("\r\n", "\n");
        } catch (StoreException e) {
            return "";
        } catch (IOException e) {
            throw new AdminRefusal(
                    Reason.UNREACHABLE, "The octets of the message cannot be read.", "posthaste verify", e);
        }
    }

    private static JsonNode summary(AdminContext context, Arguments arguments) {
        QueueStore queue = context.store().queue();
        List<Destination> all = new ArrayList<>();
        queue.destinations(all::add);
        all.sort(Comparator.comparingLong((Destination each) -> -each.waiting() - each.held() - each.failed())
                .thenComparing(Destination::name));
        ObjectNode json = Json.object().put("domains", all.size());
        ArrayNode rows = json.putArray("largest");
        for (Destination each : all.subList(0, Math.min(all.size(), limit(arguments, 50)))) {
            boolean allHeld = each.waiting() + each.failed() == 0;
            rows.addObject()
                    .put("domain", each.name())
                    .put("waiting", each.waiting())
                    .put("held", each.held())
                    .put("failed", each.failed())
                    .put("oldest", each.oldest().toString())
                    .put("next", allHeld ? "" : each.earliestDue().toString())
                    .put("lastReply", queue.lastReply(each.name()).orElse(""));
        }
        return json;
    }
}
