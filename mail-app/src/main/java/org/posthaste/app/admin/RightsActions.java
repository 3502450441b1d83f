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
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.Directory.User;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.rights.AccessList;
import org.posthaste.mailstore.rights.Grantee;
import org.posthaste.mailstore.rights.Rights;

/** {@code mailbox grant/revoke/rights}: who may do what with a mailbox of somebody else (RFC 4314). Thread-safe. */
final class RightsActions {
    private static final String ANYONE = "anyone";

    private RightsActions() {}

    static List<AdminAction> all() {
        return List.of(
                new AdminAction("mailbox.rights", Set.of("address", "mailbox"), RightsActions::list),
                new AdminAction("mailbox.grant", Set.of("address", "mailbox", "who", "rights"), RightsActions::grant),
                new AdminAction(
                        "mailbox.revoke", Set.of("address", "mailbox", "who", "rights"), RightsActions::revoke));
    }

    /** A mailbox of a user. */
    private record Shared(User owner, Account account, MailboxName name) {
        static Shared of(AdminContext context, Arguments arguments) {
            User owner = UserActions.known(context, arguments.address("address"));
            Account account = context.store().account(owner.id());
            MailboxName name = new MailboxName(arguments.text("mailbox"));
            if (account.mailbox(name).isEmpty()) {
                throw new AdminRefusal(
                        Reason.NOT_FOUND,
                        owner.address() + " has no mailbox \"" + name.value() + "\".",
                        "posthaste mailbox list " + owner.address());
            }
            return new Shared(owner, account, name);
        }

        /** The command that shows what is in force. */
        String show() {
            return "posthaste mailbox rights " + owner.address() + " \"" + name.value() + "\"";
        }
    }

    private static JsonNode list(AdminContext context, Arguments arguments) {
        Shared shared = Shared.of(context, arguments);
        ArrayNode entries = Json.array();
        AccountId owner = shared.owner().id();
        entries.add(entry(
                        shared.owner().address().toString(),
                        false,
                        shared.account().rights(shared.name(), owner))
                .put("owner", true));
        for (AccessList.Entry granted :
                shared.account().accessList(shared.name()).entries()) {
            if (granted.negative() || !granted.who().equals(Grantee.of(owner))) {
                entries.add(entry(name(context, granted.who()), granted.negative(), granted.rights())
                        .put("owner", false));
            }
        }
        return entries;
    }

    private static JsonNode grant(AdminContext context, Arguments arguments) {
        Shared shared = Shared.of(context, arguments);
        Grantee who = grantee(context, arguments.text("who"));
        Rights rights = rights(arguments.text("rights"));
        if (who.equals(Grantee.of(shared.owner().id()))) {
            throw new AdminRefusal(
                    Reason.NOT_ALLOWED, "The mailbox is " + shared.owner().address() + "'s own.", shared.show());
        }
        finished(shared.account().grant(shared.name(), who, false, AccessList.Mode.REPLACE, rights));
        return changed(context, shared, who);
    }

    private static JsonNode revoke(AdminContext context, Arguments arguments) {
        Shared shared = Shared.of(context, arguments);
        Grantee who = grantee(context, arguments.text("who"));
        Optional<Rights> rights = arguments.optionalText("rights").map(RightsActions::rights);
        AccessList.Mode mode = rights.isPresent() ? AccessList.Mode.REMOVE : AccessList.Mode.REPLACE;
        if (shared.account().accessList(shared.name()).granted(who, false).isEmpty()) {
            throw new AdminRefusal(
                    Reason.NOT_FOUND,
                    "Nothing is granted to " + name(context, who) + " on \""
                            + shared.name().value() + "\".",
                    shared.show());
        }
        finished(shared.account().grant(shared.name(), who, false, mode, rights.orElse(Rights.NONE)));
        return changed(context, shared, who);
    }

    private static ObjectNode changed(AdminContext context, Shared shared, Grantee who) {
        Rights now =
                shared.account().accessList(shared.name()).granted(who, false).orElse(Rights.NONE);
        return entry(name(context, who), false, now)
                .put("address", shared.owner().address().toString())
                .put("mailbox", shared.name().value());
    }

    private static ObjectNode entry(String who, boolean negative, Rights rights) {
        ObjectNode json =
                Json.object().put("who", who).put("rights", rights.letters()).put("denied", negative);
        ArrayNode meaning = json.putArray("meaning");
        rights.rights().forEach(right -> meaning.add(right.meaning()));
        return json;
    }

    private static String name(AdminContext context, Grantee who) {
        return who instanceof Grantee.User user
                ? context.store().account(user.account()).address()
                : ANYONE;
    }

    private static Grantee grantee(AdminContext context, String text) {
        return text.equalsIgnoreCase(ANYONE)
                ? new Grantee.Anyone()
                : Grantee.of(UserActions.known(context, Arguments.parsed(text)).id());
    }

    /** Rights as a word or as the letters of RFC 4314 §2.1. */
    private static Rights rights(String text) {
        String letters =
                switch (text) {
                    case "read" -> "lrs";
                    case "write" -> "lrswite";
                    case "all" -> Rights.ALL.letters();
                    default -> text;
                };
        return Rights.parse(letters)
                .filter(rights -> !rights.isEmpty())
                .orElseThrow(() -> new AdminRefusal(
                        Reason.USAGE,
                        "\"" + text + "\" is neither read, write nor all, nor made of the letters "
                                + Rights.ALL.letters() + ".",
                        "posthaste mailbox grant --help"));
    }

    /** Waits for a change of the store. */
    static void finished(CompletionStage<Void> change) {
        try {
            change.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw StoreException.of(e);
        }
    }
}
