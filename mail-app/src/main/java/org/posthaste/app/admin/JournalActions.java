package org.posthaste.app.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.mailstore.journal.Journal;
import org.posthaste.mailstore.journal.Journal.Positioned;

/** {@code journal tail}: entries since a time, or those behind a position for following. Thread-safe. */
final class JournalActions {
    private static final long MOST = 10_000;

    private JournalActions() {}

    static List<AdminAction> all() {
        return List.of(new AdminAction("journal.tail", Set.of("since", "after", "limit"), JournalActions::tail));
    }

    private static JsonNode tail(AdminContext context, Arguments arguments) {
        Journal journal = context.store().journal();
        int limit = (int) Math.min(MOST, arguments.optionalNumber("limit").orElse(100L));
        Optional<Long> after = arguments.optionalNumber("after");
        List<Positioned> entries = after.isPresent()
                ? journal.after(after.get(), limit)
                : journal.latest(since(arguments.optionalText("since")), limit);
        ArrayNode json = Json.array();
        entries.forEach(entry -> json.add(json(entry)));
        return json;
    }

    private static Instant since(Optional<String> text) {
        try {
            return text.map(Instant::parse).orElse(Instant.EPOCH);
        } catch (DateTimeParseException e) {
            throw new AdminRefusal(
                    Reason.USAGE,
                    "\"" + text.orElse("") + "\" is not a time such as 2026-01-31T12:00:00Z.",
                    "posthaste journal tail --help",
                    e);
        }
    }

    static ObjectNode json(Positioned positioned) {
        ObjectNode json = Json.object()
                .put("position", positioned.position())
                .put("at", positioned.entry().at().toString())
                .put(
                        "kind",
                        positioned
                                .entry()
                                .kind()
                                .name()
                                .toLowerCase(Locale.ROOT)
                                .replace('_', '-'))
                .put("msg", positioned.entry().message())
                .put("sid", positioned.entry().session());
        ObjectNode details = json.putObject("details");
        new TreeMap<>(positioned.entry().details()).forEach(details::put);
        return json;
    }
}
