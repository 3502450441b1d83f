package org.posthaste.app.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.Account.MailboxInfo;
import org.posthaste.mailstore.Directory.User;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.MailboxStatus;
import org.posthaste.mailstore.StoreException;

/** {@code mailbox list/show/add/remove}. Thread-safe. */
final class MailboxActions {
    private MailboxActions() {}

    static List<AdminAction> all() {
        return List.of(
                new AdminAction("mailbox.list", Set.of("address"), MailboxActions::list),
                new AdminAction("mailbox.show", Set.of("address", "mailbox"), MailboxActions::show),
                new AdminAction("mailbox.add", Set.of("address", "mailbox"), MailboxActions::add),
                new AdminAction("mailbox.remove", Set.of("address", "mailbox"), MailboxActions::remove));
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
        return json(account, known(user, account, new MailboxName(arguments.text("mailbox"))));
    }

    /** Makes a mailbox, subscribed so that mail programs show it; one that is there stays as it is. */
    private static JsonNode add(AdminContext context, Arguments arguments) {
        User user = UserActions.known(context, arguments.address("address"));
        Account account = context.store().account(user.id());
        MailboxName name = new MailboxName(arguments.text("mailbox"));
        if (!name.valid() || name.isOthers()) {
            throw new AdminRefusal(
                    Reason.NOT_ALLOWED,
                    "A mailbox cannot be called \"" + name.value() + "\".",
                    "posthaste mailbox add " + user.address() + " Projects/2026");
        }
        boolean there = find(account, name).filter(MailboxInfo::selectable).isPresent();
        if (!there) {
            done(account.create(name, Set.of()));
            done(account.subscribe(name));
        }
        return json(account, known(user, account, name)).put("added", !there);
    }

    private static JsonNode remove(AdminContext context, Arguments arguments) {
        User user = UserActions.known(context, arguments.address("address"));
        Account account = context.store().account(user.id());
        MailboxInfo info = known(user, account, new MailboxName(arguments.text("mailbox")));
        if (info.name().equals(MailboxName.INBOX)) {
            throw new AdminRefusal(
                    Reason.NOT_ALLOWED,
                    "INBOX cannot be removed: new mail arrives there.",
                    "posthaste mailbox list " + user.address());
        }
        long messages = account.mailbox(info.name())
                .map(mailbox -> mailbox.status().messages())
                .orElse(0);
        done(account.delete(info.name()));
        done(account.unsubscribe(info.name()));
        return Json.object()
                .put("mailbox", info.name().value())
                .put("messages", messages)
                .put("removed", true);
    }

    private static Optional<MailboxInfo> find(Account account, MailboxName name) {
        return account.mailboxes().stream()
                .filter(info -> info.name().equals(name))
                .findFirst();
    }

    private static MailboxInfo known(User user, Account account, MailboxName name) {
        return find(account, name)
                .orElseThrow(() -> new AdminRefusal(
                        Reason.NOT_FOUND,
                        user.address() + " has no mailbox \"" + name.value() + "\".",
                        "posthaste mailbox list " + user.address()));
    }

    /** Waits until a change is durable. */
    private static void done(CompletionStage<?> change) {
        try {
            change.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreException refused ? refused : e;
        }
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
