package org.posthaste.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthaste.app.admin.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code posthaste mailbox}. Confined to the main thread. */
@Command(
        name = "mailbox",
        headerHeading = "Example: posthaste mailbox list bob@example.org%n%n",
        description = "The folders of a user.",
        synopsisSubcommandLabel = "VERB")
final class MailboxCommand extends Noun {
    private final Posthaste posthaste;

    MailboxCommand(Posthaste posthaste) {
        this.posthaste = posthaste;
    }

    @Command(
            headerHeading = "Example: posthaste mailbox list bob@example.org%n%n",
            description = "List the mailboxes of a user.")
    int list(@Parameters(paramLabel = "ADDRESS") String address) {
        return posthaste.act("mailbox.list", Json.object().put("address", address), mailboxes -> {
            Table table = new Table("MAILBOX", "MESSAGES", "UNSEEN", "SIZE", "USE");
            mailboxes.forEach(mailbox -> table.row(
                    mailbox.path("mailbox").asText(),
                    mailbox.path("messages").asLong(),
                    mailbox.path("unseen").asLong(),
                    Text.octets(mailbox.path("octets").asLong()),
                    Text.orDash(uses(mailbox))));
            table.print(posthaste.out(), "");
        });
    }

    @Command(
            headerHeading = "Example: posthaste mailbox show bob@example.org INBOX%n%n",
            description = "Show one mailbox of a user.")
    int show(@Parameters(paramLabel = "ADDRESS") String address, @Parameters(paramLabel = "MAILBOX") String mailbox) {
        return posthaste.act("mailbox.show", arguments(address, mailbox), shown -> Text.fields(posthaste.out(), shown));
    }

    @Command(
            headerHeading = "Example: posthaste mailbox add bob@example.org Projects/2026%n%n",
            description = "Make a mailbox for a user, with missing ones above it; mail programs show it.")
    int add(@Parameters(paramLabel = "ADDRESS") String address, @Parameters(paramLabel = "MAILBOX") String mailbox) {
        return posthaste.act("mailbox.add", arguments(address, mailbox), added -> posthaste
                .out()
                .println(added.path("mailbox").asText()
                        + (added.path("added").asBoolean() ? " added." : " was there already.")));
    }

    @Command(
            headerHeading = "Example: posthaste mailbox remove bob@example.org Projects/2026 --yes%n%n",
            description = "Remove a mailbox of a user with its messages.")
    int remove(
            @Parameters(paramLabel = "ADDRESS") String address,
            @Parameters(paramLabel = "MAILBOX") String mailbox,
            @Option(names = "--yes", description = "Do not ask.") boolean yes) {
        ObjectNode arguments = arguments(address, mailbox);
        try (AdminChannel channel = AdminChannel.open(posthaste.folder(), posthaste.environment())) {
            JsonNode shown = channel.run("mailbox.show", arguments);
            posthaste.confirm(
                    yes,
                    shown.path("mailbox").asText(),
                    shown.path("mailbox").asText() + " and "
                            + Text.count(shown.path("messages").asLong(), "message") + " will be gone.",
                    "posthaste mailbox remove " + address + " \"" + mailbox + "\"");
            return posthaste.print(channel.run("mailbox.remove", arguments), removed -> posthaste
                    .out()
                    .println(removed.path("mailbox").asText() + " removed, with "
                            + Text.count(removed.path("messages").asLong(), "message") + "."));
        }
    }

    private static ObjectNode arguments(String address, String mailbox) {
        return Json.object().put("address", address).put("mailbox", mailbox);
    }

    @Command(
            headerHeading = "Example: posthaste mailbox rights bob@example.org Projects%n%n",
            description = "Show who may do what with a mailbox.")
    int rights(@Parameters(paramLabel = "ADDRESS") String address, @Parameters(paramLabel = "MAILBOX") String mailbox) {
        return posthaste.act("mailbox.rights", of(address, mailbox), entries -> {
            Table table = new Table("WHO", "RIGHTS", "MEANING");
            entries.forEach(entry -> table.row(
                    entry.path("who").asText(),
                    Text.orDash(entry.path("rights").asText()),
                    (entry.path("denied").asBoolean() ? "denied: " : "")
                            + (entry.path("owner").asBoolean() ? "owner" : meaning(entry))));
            table.print(posthaste.out(), "");
        });
    }

    @Command(
            headerHeading = "Example: posthaste mailbox grant bob@example.org Projects ann@example.org read%n%n",
            description = {
                "Let another user see a mailbox, or change what the user may do with it.",
                "It appears to the user below \"Other Users\". Users can do the same in a mail program that shows"
                        + " permissions."
            })
    int grant(
            @Parameters(paramLabel = "ADDRESS", description = "Whose mailbox it is.") String address,
            @Parameters(paramLabel = "MAILBOX") String mailbox,
            @Parameters(paramLabel = "WHO", description = "The other user, or anyone.") String who,
            @Parameters(paramLabel = "RIGHTS", description = "read, write, all, or letters of RFC 4314 such as lrs.")
                    String rights) {
        return posthaste.act(
                "mailbox.grant",
                of(address, mailbox).put("who", who).put("rights", rights),
                entry -> posthaste.out().println(entry.path("who").asText() + " may now: " + meaning(entry) + "."));
    }

    @Command(
            headerHeading = "Example: posthaste mailbox revoke bob@example.org Projects ann@example.org%n%n",
            description = "Take rights back, all or some; whoever has the mailbox open notices at once.")
    int revoke(
            @Parameters(paramLabel = "ADDRESS", description = "Whose mailbox it is.") String address,
            @Parameters(paramLabel = "MAILBOX") String mailbox,
            @Parameters(paramLabel = "WHO", description = "The other user, or anyone.") String who,
            @Parameters(
                            paramLabel = "RIGHTS",
                            arity = "0..1",
                            description = "What to take back, as with grant; everything if left out.")
                    Optional<String> rights) {
        ObjectNode arguments = of(address, mailbox).put("who", who);
        rights.ifPresent(letters -> arguments.put("rights", letters));
        return posthaste.act("mailbox.revoke", arguments, entry -> posthaste
                .out()
                .println(entry.path("who").asText()
                        + (entry.path("rights").asText().isEmpty()
                                ? " may do nothing more."
                                : " may now: " + meaning(entry) + ".")));
    }

    private static ObjectNode of(String address, String mailbox) {
        return Json.object().put("address", address).put("mailbox", mailbox);
    }

    private static String meaning(JsonNode entry) {
        List<String> meaning = new ArrayList<>();
        entry.path("meaning").forEach(part -> meaning.add(part.asText()));
        return Text.orDash(String.join(", ", meaning));
    }

    private static String uses(JsonNode mailbox) {
        List<String> uses = new ArrayList<>();
        mailbox.path("uses").forEach(use -> uses.add(use.asText()));
        return String.join(" ", uses);
    }
}
