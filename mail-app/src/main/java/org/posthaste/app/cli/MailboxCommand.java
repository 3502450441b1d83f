package org.posthaste.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
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

    private static String uses(JsonNode mailbox) {
        List<String> uses = new ArrayList<>();
        mailbox.path("uses").forEach(use -> uses.add(use.asText()));
        return String.join(" ", uses);
    }
}
