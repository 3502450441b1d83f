package org.posthaste.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.posthaste.app.admin.AdminRefusal;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.app.admin.Arguments;
import org.posthaste.app.admin.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code posthaste journal}. Confined to the main thread. */
@Command(
        name = "journal",
        headerHeading = "Example: posthaste journal tail --follow%n%n",
        description = "What happened: connections, logins, mail taken in, refused and filed.",
        synopsisSubcommandLabel = "VERB")
final class JournalCommand extends Noun {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int PAGE = 1_000;
    private static final int MOST = 10_000;
    private static final List<String> WHO = List.of("user", "from", "to");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final Posthaste posthaste;

    JournalCommand(Posthaste posthaste) {
        this.posthaste = posthaste;
    }

    @Command(
            headerHeading = "Example: posthaste journal tail --follow%n%n",
            description = "Print the newest entries, one a line; with --json one object a line.")
    int tail(
            @Option(names = "--follow", description = "Go on with what happens from now on, until interrupted.")
                    boolean follow,
            @Option(
                            names = "--since",
                            paramLabel = "DURATION",
                            description = "Only entries of the last 30m, 2h, 7d; or since a time such as"
                                    + " 2026-01-31T12:00:00Z.")
                    Optional<String> since,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "100",
                            description = "At most so many entries to begin with (default: 100).")
                    int limit,
            @Option(
                            names = "--user",
                            paramLabel = "ADDRESS",
                            description = "Only what this user did, sent or received.")
                    Optional<String> user) {
        if (limit < 1 || limit > MOST) {
            throw new AdminRefusal(
                    Reason.USAGE, "--limit is not between 1 and 10000.", "posthaste journal tail --help");
        }
        Predicate<JsonNode> wanted = user.map(JournalCommand::concerns).orElse(entry -> true);
        ObjectNode arguments = Json.object().put("limit", user.isPresent() ? MOST : limit);
        since.ifPresent(text -> arguments.put(
                "since",
                Since.instant(text, "--since", "posthaste journal tail --help").toString()));
        try (AdminChannel channel = follow
                ? AdminChannel.openServing(posthaste.folder())
                : AdminChannel.open(posthaste.folder(), posthaste.environment())) {
            long last = print(channel.run("journal.tail", arguments), 0, wanted, limit);
            while (follow
                    && !Thread.currentThread().isInterrupted()
                    && !posthaste.out().checkError()) {
                JsonNode news = channel.run(
                        "journal.tail", Json.object().put("after", last).put("limit", PAGE));
                last = print(news, last, wanted, PAGE);
                if (news.size() < PAGE) {
                    LockSupport.parkNanos(PAUSE.toNanos());
                }
            }
        }
        return 0;
    }

    /** Prints the newest of the entries that are wanted, and returns the position of the last of all. */
    private long print(JsonNode entries, long before, Predicate<JsonNode> wanted, int most) {
        long last = before;
        Deque<JsonNode> shown = new ArrayDeque<>();
        for (JsonNode entry : entries) {
            last = entry.path("position").asLong();
            if (wanted.test(entry)) {
                shown.add(entry);
                if (shown.size() > most) {
                    shown.remove();
                }
            }
        }
        shown.forEach(entry -> posthaste.out().println(posthaste.json() ? Json.line(entry) : line(entry)));
        posthaste.out().flush();
        return last;
    }

    /** Entries that name the address as the one who logs in, sends or receives. */
    private static Predicate<JsonNode> concerns(String typed) {
        String address = Arguments.parsed(typed).toString().toLowerCase(Locale.ROOT);
        return entry -> WHO.stream()
                .map(key -> entry.path("details").path(key).asText().toLowerCase(Locale.ROOT))
                .anyMatch(names -> Arrays.asList(names.split("[,\\s<>]+")).contains(address));
    }

    private static String line(JsonNode entry) {
        StringBuilder line =
                new StringBuilder(TIME.format(Instant.parse(entry.path("at").asText())));
        line.append(String.format(Locale.ROOT, " %-21s", entry.path("kind").asText()));
        pair(line, "msg", entry.path("msg").asText());
        pair(line, "sid", entry.path("sid").asText());
        for (Map.Entry<String, JsonNode> detail : entry.path("details").properties()) {
            pair(line, detail.getKey(), detail.getValue().asText());
        }
        return line.toString().stripTrailing();
    }

    /** Peers choose some of these values: control characters must not reach the terminal. */
    private static void pair(StringBuilder line, String key, String value) {
        if (!value.isEmpty()) {
            String shown = Text.plain(value);
            line.append(' ').append(key).append('=').append(shown.contains(" ") ? '"' + shown + '"' : shown);
        }
    }
}
