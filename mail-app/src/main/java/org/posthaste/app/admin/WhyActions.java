package org.posthaste.app.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.app.why.Clues;
import org.posthaste.app.why.EventText;
import org.posthaste.app.why.Story;
import org.posthaste.app.why.StorySearch;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.mailstore.journal.JournalKey;
import org.posthaste.mailstore.queue.QueuedRecipient;

/** {@code why}: the stories of messages. Thread-safe. */
final class WhyActions {
    private static final String HELP = "posthaste why --help";
    private static final int MOST = 200;
    private static final int LONGEST_PASTE = 2_000_000;

    private WhyActions() {}

    static List<AdminAction> all() {
        return List.of(
                new AdminAction("why", Set.of("what", "pasted", "from", "to", "since", "limit"), WhyActions::why));
    }

    private static JsonNode why(AdminContext context, Arguments arguments) {
        Instant since = since(arguments);
        int limit = (int)
                Math.max(1, Math.min(MOST, arguments.optionalNumber("limit").orElse(5L)));
        List<JournalKey> clues = clues(arguments);
        StorySearch search = new StorySearch(context.store());
        Predicate<Story> fits = fits(arguments);
        // One more than is told, to know whether there are more.
        List<Story> stories =
                clues.isEmpty() ? search.newest(since, limit + 1, fits) : search.find(clues, since, limit + 1, fits);
        ObjectNode json = Json.object().put("more", stories.size() > limit);
        ArrayNode searched = json.putArray("searched");
        clues.forEach(clue -> searched.addObject()
                .put("kind", clue.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .put("name", clue.name()));
        ArrayNode told = json.putArray("stories");
        stories.stream().limit(limit).forEach(story -> told.add(json(story)));
        return json;
    }

    private static Instant since(Arguments arguments) {
        String text = arguments.optionalText("since").orElse("");
        try {
            return text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new AdminRefusal(
                    Reason.USAGE, "\"" + text + "\" is not a time such as 2026-01-31T12:00:00Z.", HELP, e);
        }
    }

    private static List<JournalKey> clues(Arguments arguments) {
        Optional<String> pasted = arguments.optionalText("pasted");
        Optional<String> what = arguments.optionalText("what");
        if (pasted.isPresent() && what.isEmpty()) {
            List<JournalKey> clues = Clues.ofMessage(pasted.get()
                    .substring(0, Math.min(LONGEST_PASTE, pasted.get().length())));
            if (clues.isEmpty()) {
                throw new AdminRefusal(
                        Reason.NOT_FOUND,
                        "What was pasted names no message: no Message-ID, no Received field of this server, no"
                                + " recipient of a report.",
                        "posthaste why ADDRESS");
            }
            return clues;
        }
        return what.or(() -> arguments.optionalText("to"))
                .or(() -> arguments.optionalText("from"))
                .map(Clues::ofWord)
                .orElse(List.of());
    }

    private static Predicate<Story> fits(Arguments arguments) {
        Predicate<Story> from = arguments
                .optionalText("from")
                .<Predicate<Story>>map(wanted ->
                        story -> story.detail("from").filter(is(wanted)).isPresent())
                .orElse(story -> true);
        return arguments
                .optionalText("to")
                .<Predicate<Story>>map(
                        wanted -> story -> story.recipients().stream().anyMatch(is(wanted)))
                .map(from::and)
                .orElse(from);
    }

    /** An address or a domain. */
    private static Predicate<String> is(String wanted) {
        String lower = wanted.toLowerCase(Locale.ROOT);
        return address -> lower.indexOf('@') >= 0
                ? address.toLowerCase(Locale.ROOT).equals(lower)
                : address.toLowerCase(Locale.ROOT).endsWith("@" + lower);
    }

    private static ObjectNode json(Story story) {
        ObjectNode json = Json.object()
                .put("msg", story.message())
                .put("messageId", story.detail("mid").orElse(""))
                .put("from", story.detail("from").orElse(""))
                .put("begun", story.begun().toString())
                .put("state", story.state().name().toLowerCase(Locale.ROOT))
                .put("conclusion", story.state().sentence());
        ArrayNode to = json.putArray("to");
        story.recipients().forEach(to::add);
        ArrayNode events = json.putArray("events");
        story.entries().forEach(entry -> events.add(event(entry)));
        ArrayNode queue = json.putArray("queue");
        for (QueuedRecipient waiting : story.waiting()) {
            boolean held = waiting.state() == QueuedRecipient.State.HELD;
            queue.addObject()
                    .put("to", waiting.address().toString())
                    .put("state", waiting.state().name().toLowerCase(Locale.ROOT))
                    .put("attempts", waiting.attempts())
                    .put("next", held ? "" : waiting.due().toString())
                    .put("lastReply", waiting.lastReply());
        }
        return json;
    }

    private static ObjectNode event(JournalEntry entry) {
        EventText text = EventText.of(entry);
        ObjectNode json = Json.object()
                .put("at", entry.at().toString())
                .put("kind", entry.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .put("sid", entry.session())
                .put("what", text.what());
        ArrayNode because = json.putArray("because");
        text.because().forEach(because::add);
        ObjectNode details = json.putObject("details");
        entry.details().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(detail -> details.put(detail.getKey(), detail.getValue()));
        return json;
    }
}
