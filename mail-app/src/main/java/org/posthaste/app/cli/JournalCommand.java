package org.posthaste.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.posthaste.app.admin.AdminRefusal;
import org.posthaste.app.admin.AdminRefusal.Reason;
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
    private static final long PAGE = 1_000;
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
                    int limit) {
        if (limit < 1 || limit > 10_000) {
            throw new AdminRefusal(
                    Reason.USAGE, "--limit is not between 1 and 10000.", "posthaste journal tail --help");
        }
        ObjectNode arguments = Json.object().put("limit", limit);
        since.ifPresent(text -> arguments.put("since", instant(text).toString()));
        try (AdminChannel channel = follow
                ? AdminChannel.openServing(posthaste.folder())
                : AdminChannel.open(posthaste.folder(), posthaste.environment())) {
            long last = print(channel.run("journal.tail", arguments), 0);
            while (follow
                    && !Thread.currentThread().isInterrupted()
                    && !posthaste.out().checkError()) {
                JsonNode news = channel.run(
                        "journal.tail", Json.object().put("after", last).put("limit", PAGE));
                last = print(news, last);
                if (news.size() < PAGE) {
                    LockSupport.parkNanos(PAUSE.toNanos());
                }
            }
        }
        return 0;
    }

    /** Prints entries and returns the position of the last. */
    private long print(JsonNode entries, long before) {
        long last = before;
        for (JsonNode entry : entries) {
            posthaste.out().println(posthaste.json() ? Json.line(entry) : line(entry));
            last = entry.path("position").asLong();
        }
        posthaste.out().flush();
        return last;
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
            String shown = value.replaceAll("\\p{Cntrl}", "?");
            line.append(' ').append(key).append('=').append(shown.contains(" ") ? '"' + shown + '"' : shown);
        }
    }

    private static Instant instant(String text) {
        try {
            return text.endsWith("Z") ? Instant.parse(text) : Instant.now().minus(duration(text));
        } catch (DateTimeParseException e) {
            throw new AdminRefusal(
                    Reason.USAGE,
                    "--since: \"" + text + "\" is neither a duration such as 2h nor a time such as"
                            + " 2026-01-31T12:00:00Z.",
                    "posthaste journal tail --help",
                    e);
        }
    }

    private static Duration duration(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        return Duration.parse(upper.endsWith("D") ? "P" + upper : "PT" + upper);
    }
}
