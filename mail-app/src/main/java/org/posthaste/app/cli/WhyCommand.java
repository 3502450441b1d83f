package org.posthaste.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.posthaste.app.admin.AdminRefusal;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.app.admin.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code posthaste why}: what became of a message, and why. Confined to the main thread. */
@Command(
        name = "why",
        headerHeading = "Example: posthaste why bob@example.org --since 2h%n%n",
        description = {
            "Tell the story of a message, or of several: who sent it, what was checked and found, what decided, where"
                    + " it was filed, every attempt to deliver it elsewhere, and what comes next. Refused mail is told"
                    + " of as well.",
            "A bounce or another message can be given instead: posthaste why < bounce.eml"
        })
final class WhyCommand implements Callable<Integer> {
    private static final int LONGEST_PASTE = 2_000_000;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final Posthaste posthaste;

    @Parameters(
            paramLabel = "WHAT",
            arity = "0..1",
            description = "An address (sender or recipient), a domain, a Message-ID, an id from queue, log or"
                    + " Received, or the address of a host.")
    private Optional<String> what = Optional.empty();

    @Option(names = "--from", paramLabel = "ADDRESS", description = "Only from this address or domain.")
    private Optional<String> from = Optional.empty();

    @Option(names = "--to", paramLabel = "ADDRESS", description = "Only to this address or domain.")
    private Optional<String> to = Optional.empty();

    @Option(
            names = "--since",
            paramLabel = "DURATION",
            description = "Only what happened in the last 30m, 2h, 7d; or since a time such as 2026-01-31T12:00:00Z.")
    private Optional<String> since = Optional.empty();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "5",
            description = "At most so many messages, the newest (default: 5).")
    private int limit = 5;

    WhyCommand(Posthaste posthaste) {
        this.posthaste = posthaste;
    }

    @Override
    public Integer call() {
        if (limit < 1 || limit > 200) {
            throw new AdminRefusal(Reason.USAGE, "--limit is not between 1 and 200.", "posthaste why --help");
        }
        ObjectNode arguments = Json.object().put("limit", limit);
        what.ifPresent(text -> arguments.put("what", text));
        from.ifPresent(text -> arguments.put("from", text));
        to.ifPresent(text -> arguments.put("to", text));
        since.ifPresent(text -> arguments.put(
                "since", Since.instant(text, "--since", "posthaste why --help").toString()));
        if (what.isEmpty()
                && from.isEmpty()
                && to.isEmpty()
                && !posthaste.terminal().interactive()) {
            String pasted = posthaste.terminal().all(LONGEST_PASTE);
            if (!pasted.isBlank()) {
                arguments.put("pasted", pasted);
            }
        }
        boolean[] found = new boolean[1];
        try (AdminChannel channel = AdminChannel.open(posthaste.folder(), posthaste.environment())) {
            JsonNode result = channel.run("why", arguments);
            found[0] = !result.path("stories").isEmpty();
            if (found[0] || posthaste.json()) {
                posthaste.print(result, this::tell);
            }
            if (!found[0] && !posthaste.json()) {
                throw new AdminRefusal(
                        Reason.NOT_FOUND,
                        "The journal knows nothing of " + searched(result) + ".",
                        "posthaste journal tail --since 1h");
            }
        }
        return found[0] ? 0 : Reason.NOT_FOUND.exitCode();
    }

    private static String searched(JsonNode result) {
        List<String> names = new ArrayList<>();
        result.path("searched").forEach(clue -> {
            String name = Text.plain(clue.path("name").asText());
            if (!names.contains(name)) {
                names.add(name);
            }
        });
        return names.isEmpty() ? "any message" : String.join(", ", names);
    }

    private void tell(JsonNode result) {
        boolean first = true;
        for (JsonNode story : result.path("stories")) {
            if (!first) {
                posthaste.out().println();
            }
            first = false;
            tellOne(story);
        }
        if (result.path("more").asBoolean()) {
            posthaste.out().println();
            posthaste.out().println("There are more: --limit N, --since 2h, --from or --to ADDRESS.");
        }
    }

    private void tellOne(JsonNode story) {
        String id = story.path("msg").asText();
        String messageId = story.path("messageId").asText();
        posthaste
                .out()
                .println((id.isEmpty() ? "Mail" : "Message " + id) + " of "
                        + time(story.path("begun").asText())
                        + (messageId.isEmpty() ? "" : ", Message-ID " + Text.plain(messageId)));
        for (JsonNode event : story.path("events")) {
            posthaste
                    .out()
                    .println("  " + time(event.path("at").asText()) + "  "
                            + Text.plain(event.path("what").asText()));
            event.path("because").forEach(line -> posthaste.out().println("      " + Text.plain(line.asText())));
        }
        for (JsonNode waiting : story.path("queue")) {
            String next = waiting.path("next").asText();
            posthaste
                    .out()
                    .println("  now: " + Text.plain(waiting.path("to").asText()) + " "
                            + (next.isEmpty()
                                    ? "is held; posthaste queue release --to "
                                            + Text.plain(waiting.path("to").asText())
                                    : "waits; next try at " + time(next)));
        }
        String conclusion = story.path("conclusion").asText();
        if (!conclusion.isEmpty()) {
            posthaste.out().println("  " + conclusion);
        }
    }

    private static String time(String instant) {
        return TIME.format(Instant.parse(instant));
    }
}
