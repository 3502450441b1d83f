package org.posthaste.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.app.admin.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code posthaste queue}. Confined to the main thread. */
@Command(
        name = "queue",
        headerHeading = "Example: posthaste queue summary%n%n",
        description = "Mail on its way to other hosts.",
        synopsisSubcommandLabel = "VERB")
final class QueueCommand extends Noun {
    private static final int LONGEST_REPLY = 70;
    private static final List<String> PLACE = List.of("host", "address", "port");

    private final Posthaste posthaste;

    QueueCommand(Posthaste posthaste) {
        this.posthaste = posthaste;
    }

    @Override
    Map<String, Noun> nouns() {
        return Map.of("suppressed", new SuppressedCommand(posthaste));
    }

    @Command(
            headerHeading = "Example: posthaste queue list --domain example.com --older 2h%n%n",
            description = "List recipients in the order in which they came.")
    int list(
            @Mixin QueueFilterOptions filter,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "100",
                            description = "At most so many (default: 100).")
                    int limit) {
        ObjectNode arguments = filter.arguments().put("limit", limit);
        return posthaste.act("queue.list", arguments, rows -> {
            Table table = new Table("MSG", "AGE", "SIZE", "FROM", "TO", "STATE", "TRIES", "NEXT", "LAST REPLY");
            rows.forEach(row -> table.row(
                    row.path("msg").asText(),
                    ago(row.path("queued").asText()),
                    Text.octets(row.path("octets").asLong()),
                    sender(row),
                    row.path("to").asText(),
                    state(row),
                    row.path("attempts").asInt(),
                    next(row),
                    cut(row.path("lastReply").asText())));
            table.print(posthaste.out(), "");
            if (rows.size() >= limit) {
                posthaste.out().println("There may be more: --limit N, or posthaste queue summary.");
            }
        });
    }

    @Command(
            headerHeading = "Example: posthaste queue show 3f9c2a71b04d%n%n",
            description = "Show a message: its recipients, when each is tried next, and everything that was tried.")
    int show(
            @Parameters(paramLabel = "MSG", description = "Its id, as in log and journal.") String msg,
            @Option(names = "--source", description = "Print the message's header fields too.") boolean source) {
        ObjectNode arguments = Json.object().put("msg", msg).put("source", source);
        return posthaste.act("queue.show", arguments, this::shown);
    }

    @Command(
            headerHeading = "Example: posthaste queue summary%n%n",
            description = "What is queued for each domain, the largest first.")
    int summary(
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "50",
                            description = "At most so many (default: 50).")
                    int limit) {
        return posthaste.act("queue.summary", Json.object().put("limit", limit), summary -> {
            Table table = new Table("DOMAIN", "WAITING", "HELD", "FAILED", "OLDEST", "NEXT", "LAST REPLY");
            JsonNode rows = summary.path("largest");
            rows.forEach(row -> table.row(
                    row.path("domain").asText(),
                    row.path("waiting").asLong(),
                    row.path("held").asLong(),
                    row.path("failed").asLong(),
                    ago(row.path("oldest").asText()),
                    next(row),
                    cut(row.path("lastReply").asText())));
            table.print(posthaste.out(), "");
            long more = summary.path("domains").asLong() - rows.size();
            if (more > 0) {
                posthaste.out().println("And " + Text.count(more, "domain") + " more: --limit N.");
            }
        });
    }

    @Command(
            headerHeading = "Example: posthaste queue retry --domain example.com%n%n",
            description = "Try again now what waits; what is held stays held.")
    int retry(@Mixin QueueFilterOptions filter, @Option(names = "--all", description = "Everything.") boolean all) {
        return change("queue.retry", filter, all, "due now");
    }

    @Command(
            headerHeading = "Example: posthaste queue hold --from bob@example.org%n%n",
            description = "Hold what waits: it is not tried before it is released.")
    int hold(@Mixin QueueFilterOptions filter, @Option(names = "--all", description = "Everything.") boolean all) {
        return change("queue.hold", filter, all, "held");
    }

    @Command(
            headerHeading = "Example: posthaste queue release --from bob@example.org%n%n",
            description = "Let go what is held: it is tried now.")
    int release(@Mixin QueueFilterOptions filter, @Option(names = "--all", description = "Everything.") boolean all) {
        return change("queue.release", filter, all, "released");
    }

    @Command(
            headerHeading = "Example: posthaste queue remove --to nobody@example.com --yes%n%n",
            description = "Remove from the queue, undelivered. The senders are not told.")
    int remove(
            @Mixin QueueFilterOptions filter,
            @Option(names = "--all", description = "Everything.") boolean all,
            @Option(names = "--yes", description = "Do not ask.") boolean yes) {
        ObjectNode arguments = filter.arguments();
        boolean meant = all || !arguments.isEmpty();
        if (meant && !yes) {
            long count;
            try (AdminChannel channel = AdminChannel.open(posthaste.folder(), posthaste.environment())) {
                count = channel.run("queue.count", arguments).path("recipients").asLong();
            }
            posthaste.confirm(
                    count == 0,
                    "remove",
                    Text.count(count, "recipient") + " will not get the mail, and no sender is told.",
                    "posthaste queue remove" + filter.typed() + (all ? " --all" : ""));
        }
        return change("queue.remove", filter, all, "removed");
    }

    /** Returns 4 if some are left alone that the wish was meant for. */
    private int change(String action, QueueFilterOptions filter, boolean all, String done) {
        ObjectNode arguments = filter.arguments().put("all", all);
        boolean[] partly = new boolean[1];
        int code = posthaste.act(action, arguments, result -> {
            long busy = result.path("inDelivery").asLong();
            posthaste.out().println(Text.count(result.path("changed").asLong(), "recipient") + " " + done + ".");
            if (busy > 0) {
                partly[0] = !done.startsWith("due");
                posthaste.out().println(Text.count(busy, "recipient") + " being delivered now, left alone.");
            }
        });
        return partly[0] ? Reason.PARTLY_DONE.exitCode() : code;
    }

    private void shown(JsonNode message) {
        if (message.path("inQueue").asBoolean()) {
            posthaste
                    .out()
                    .println("Message " + message.path("msg").asText() + " from " + sender(message) + ", "
                            + Text.octets(message.path("octets").asLong()) + ", queued "
                            + ago(message.path("queued").asText()) + " ago");
            posthaste.out().println();
            Table table = new Table("TO", "STATE", "TRIES", "NEXT", "LAST REPLY");
            message.path("recipients")
                    .forEach(row -> table.row(
                            row.path("to").asText(),
                            state(row),
                            row.path("attempts").asInt(),
                            next(row),
                            Text.plain(row.path("lastReply").asText())));
            table.print(posthaste.out(), "");
            Set<String> known = new LinkedHashSet<>();
            message.path("recipients")
                    .forEach(row -> known.add((row.path("explanation").asText() + " "
                                    + row.path("remedy").asText())
                            .strip()));
            known.stream().filter(text -> !text.isEmpty()).forEach(posthaste.out()::println);
        } else {
            posthaste.out().println("Message " + message.path("msg").asText() + " is not in the queue any more.");
        }
        history(message.path("history"));
        if (message.has("header")) {
            posthaste.out().println();
            message.path("header").asText().lines().map(Text::plain).forEach(posthaste.out()::println);
        }
    }

    private void history(JsonNode entries) {
        if (entries.isEmpty()) {
            return;
        }
        posthaste.out().println();
        Table table = new Table("TIME", "WHAT", "TO", "HOST", "TLS", "MS", "REPLY");
        for (JsonNode entry : entries) {
            JsonNode details = entry.path("details");
            table.row(
                    entry.path("at").asText().replaceAll("\\.\\d+Z$", "Z"),
                    entry.path("kind").asText(),
                    Text.orDash(Text.plain(details.path("to").asText())),
                    Text.orDash(place(details)),
                    Text.orDash(Text.plain(details.path("tls").asText())),
                    Text.orDash(details.path("ms").asText()),
                    Text.plain(
                            details.path("reply").asText(details.path("reason").asText())));
        }
        table.print(posthaste.out(), "");
    }

    /** {@code mx.example.com [192.0.2.1]:25}. */
    private static String place(JsonNode details) {
        StringBuilder place = new StringBuilder();
        for (String part : PLACE) {
            String text = Text.plain(details.path(part).asText());
            if (!text.isEmpty()) {
                place.append(
                        switch (part) {
                            case "address" -> " [" + text + "]";
                            case "port" -> ":" + text;
                            default -> text;
                        });
            }
        }
        return place.toString().strip();
    }

    private static String sender(JsonNode row) {
        String from = row.path("from").asText();
        return from.isEmpty() ? "<>" : Text.plain(from);
    }

    private static String state(JsonNode row) {
        return row.path("inDelivery").asBoolean()
                ? "in delivery"
                : row.path("state").asText();
    }

    private static String next(JsonNode row) {
        String next = row.path("next").asText();
        if (next.isEmpty() || row.path("inDelivery").asBoolean()) {
            return "-";
        }
        long seconds = Duration.between(Instant.now(), Instant.parse(next)).toSeconds();
        return seconds <= 0 ? "now" : "in " + Text.duration(seconds);
    }

    private static String ago(String instant) {
        return Text.duration(Math.max(
                0, Duration.between(Instant.parse(instant), Instant.now()).toSeconds()));
    }

    private static String cut(String reply) {
        String plain = Text.plain(reply);
        return plain.length() <= LONGEST_REPLY ? plain : String.format(Locale.ROOT, "%.70s...", plain);
    }
}
