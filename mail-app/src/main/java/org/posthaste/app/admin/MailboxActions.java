package org.posthaste.app.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.Account.MailboxInfo;
import org.posthaste.mailstore.Directory.User;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.MailboxStatus;

/** {@code mailbox list/show}. Thread-safe. */
final class MailboxActions {
    private MailboxActions() {}

    static List<AdminAction> all() {
        return List.of(
                new AdminAction("mailbox.list", Set.of("address"), MailboxActions::list),
                new AdminAction("mailbox.show", Set.of("address", "mailbox"), MailboxActions::show));
    }

    private static JsonNode list(AdminContext context, Arguments arguments) {
        User user = UserActions.known(context, arguments.address("address"));
        Account account = context.store().account(user.id());
        ArrayNode mailboxes = Json.array();
        account.mailboxes().forEach(info -> mailboxes.add(json(account, info)));
        return mailboxes;
    }

    private static JsonNode show(AdminContext context, Arguments arguments) {
        User user = UserActions.known(context, arguments.address("address"));
        Account account = context.store().account(user.id());
        MailboxName name = new MailboxName(arguments.text("mailbox"));
        return account.mailboxes().stream()
                .filter(info -> info.name().equals(name))
                .findFirst()
                .map(info -> json(account, info))
                .orElseThrow(() -> new AdminRefusal(
                        Reason.NOT_FOUND,
                        user.address() + " has no mailbox \"" + name.value() + "\".",
                        "posthaste mailbox list " + user.address()));
    }

    private static ObjectNode json(Account account, MailboxInfo info) {
        ObjectNode json = Json.object().put("mailbox", info.name().value());
        ArrayNode uses = json.putArray("uses");
        info.uses().stream().sorted().forEach(use -> uses.add(use.attribute()));
        json.put("subscribed", info.subscribed()).put("selectable", info.selectable());
        account.mailbox(info.name()).ifPresent(mailbox -> {
            MailboxStatus status = mailbox.status();
            json.put("messages", status.messages())
                    .put("unseen", status.unseen())
                    .put("octets", status.octets())
                    .put("uidNext", status.uidNext() & 0xffffffffL)
                    .put("uidValidity", status.uidValidity() & 0xffffffffL)
                    .put("highestModSeq", status.highestModSeq());
        });
        return json;
    }
}
