package org.posthaste.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.posthaste.app.admin.Json;
import picocli.CommandLine.Command;
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
        return posthaste.act(
                "mailbox.show",
                Json.object().put("address", address).put("mailbox", mailbox),
                shown -> Text.fields(posthaste.out(), shown));
    }

    private static String uses(JsonNode mailbox) {
        List<String> uses = new ArrayList<>();
        mailbox.path("uses").forEach(use -> uses.add(use.asText()));
        return String.join(" ", uses);
    }
}
