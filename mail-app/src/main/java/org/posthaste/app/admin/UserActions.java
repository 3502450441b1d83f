package org.posthaste.app.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthaste.app.CapabilityList;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.common.address.MailAddress;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.Directory;
import org.posthaste.mailstore.Directory.NewUser;
import org.posthaste.mailstore.Directory.User;
import org.posthaste.mailstore.Preferences;
import org.posthaste.mailstore.Preferences.SendLimits;

/** {@code user list/show/add/set/remove/password}. Thread-safe. */
final class UserActions {
    private UserActions() {}

    static List<AdminAction> all() {
        return List.of(
                new AdminAction("user.list", Set.of("domain"), UserActions::list),
                new AdminAction("user.show", Set.of("address"), UserActions::show),
                new AdminAction("user.add", Set.of("address", "name", "quota", "password"), UserActions::add),
                new AdminAction(
                        "user.set",
                        Set.of(
                                "address",
                                "name",
                                "quota",
                                "quotaMessages",
                                "enabled",
                                "administrator",
                                "imapHide",
                                "forward",
                                "keep",
                                "saveSent",
                                "sendLimit",
                                "newRecipientsLimit"),
                        UserActions::set),
                new AdminAction("user.remove", Set.of("address"), UserActions::remove),
                new AdminAction("user.password", Set.of("address", "password"), UserActions::password));
    }

    private static JsonNode list(AdminContext context, Arguments arguments) {
        Directory directory = context.store().directory();
        Optional<String> domain = arguments.optionalText("domain").map(Arguments::domainOf);
        domain.ifPresent(name -> DomainActions.known(directory, name));
        ArrayNode users = Json.array();
        for (User user : directory.users()) {
            if (domain.isEmpty() || user.address().domain().equals(domain.get())) {
                users.add(json(context, user));
            }
        }
        return users;
    }

    private static JsonNode show(AdminContext context, Arguments arguments) {
        User user = known(context, arguments.address("address"));
        ArrayNode aliases = Json.array();
        for (Directory.Alias alias : context.store().directory().aliases()) {
            if (alias.targets().contains(user.address())) {
                aliases.add(alias.address().toString());
            }
        }
        ObjectNode json = json(context, user);
        json.set("aliases", aliases);
        json.set("client", context.clients().json(user.address().toString()));
        return json;
    }

    private static JsonNode add(AdminContext context, Arguments arguments) {
        Directory directory = context.store().directory();
        MailAddress address = arguments.address("address");
        String password = password(arguments);
        if (!directory.isLocalDomain(address.domain())) {
            throw new AdminRefusal(
                    Reason.NOT_FOUND,
                    "The domain " + address.domain() + " is not received here yet.",
                    "posthaste domain add " + address.domain());
        }
        if (directory.user(address).isPresent()) {
            throw new AdminRefusal(
                    Reason.EXISTS,
                    "There is a user " + address + " already.",
                    "posthaste user password " + address + " (to set a new password)");
        }
        if (directory.aliases().stream().anyMatch(alias -> alias.address().equals(address))) {
            throw new AdminRefusal(
                    Reason.EXISTS, address + " is an alias.", "posthaste alias remove " + address + " --yes");
        }
        directory.addUser(new NewUser(
                address,
                arguments.optionalText("name").orElse(""),
                arguments.optionalNumber("quota").orElse(0L),
                context.passwords().secrets(password)));
        ObjectNode json = json(context, known(context, address));
        json.set("client", context.clients().json(address.toString()));
        return warned(json, arguments);
    }

    private static JsonNode set(AdminContext context, Arguments arguments) {
        User user = known(context, arguments.address("address"));
        context.store()
                .directory()
                .updateUser(
                        user.address(),
                        arguments.optionalText("name"),
                        arguments.optionalNumber("quota"),
                        arguments.optionalFlag("enabled"));
        arguments
                .optionalText("imapHide")
                .ifPresent(text -> context.store().directory().hideCapabilities(user.address(), capabilities(text)));
        arguments
                .optionalNumber("quotaMessages")
                .ifPresent(messages -> limitMessages(context.store().account(user.id()), messages));
        arguments
                .optionalFlag("administrator")
                .ifPresent(is -> context.store().directory().setAdministrator(user.address(), is));
        setPreferences(context.store().directory(), user, arguments);
        if (arguments.optionalFlag("enabled").isPresent()) {
            closeSessions(context, user);
        }
        return json(context, known(context, user.address()));
    }

    private static void setPreferences(Directory directory, User user, Arguments arguments) {
        Preferences before = directory.preferences(user.id());
        Preferences wishes = before;
        Optional<Boolean> keep = arguments.optionalFlag("keep");
        if (arguments.has("forward")) {
            wishes = wishes.withForward(arguments.addresses("forward"), keep.orElse(false));
        } else if (keep.isPresent()) {
            wishes = wishes.withForward(before.forwardTo(), keep.get());
        }
        if (arguments.optionalFlag("saveSent").isPresent()) {
            wishes = wishes.withSaveSent(arguments.optionalFlag("saveSent").get());
        }
        if (arguments.has("sendLimit")) {
            wishes = wishes.withLimits(
                    SendLimitText.parse(arguments.text("sendLimit")).all(wishes.limits()));
        }
        if (arguments.has("newRecipientsLimit")) {
            wishes = wishes.withLimits(
                    SendLimitText.parse(arguments.text("newRecipientsLimit")).fresh(wishes.limits()));
        }
        if (!wishes.equals(before)) {
            directory.setPreferences(user.address(), wishes);
        }
    }

    private static Set<String> capabilities(String text) {
        try {
            return CapabilityList.parse(text);
        } catch (IllegalArgumentException e) {
            throw new AdminRefusal(Reason.USAGE, e.getMessage() + ".", "posthaste user set --help", e);
        }
    }

    private static void limitMessages(Account account, long messages) {
        RightsActions.finished(account.limit(account.quota().limitOctets(), messages));
    }

    private static void closeSessions(AdminContext context, User user) {
        context.server().ifPresent(server -> server.closeSessions(user.address().toString()));
    }

    private static JsonNode remove(AdminContext context, Arguments arguments) {
        User user = known(context, arguments.address("address"));
        long messages = context.store().account(user.id()).quota().usedMessages();
        context.store().directory().removeUser(user.address());
        closeSessions(context, user);
        return Json.object()
                .put("address", user.address().toString())
                .put("messages", messages)
                .put("removed", true);
    }

    private static JsonNode password(AdminContext context, Arguments arguments) {
        User user = known(context, arguments.address("address"));
        context.store()
                .directory()
                .setPassword(user.address(), context.passwords().secrets(password(arguments)));
        closeSessions(context, user);
        ObjectNode json =
                Json.object().put("address", user.address().toString()).put("changed", true);
        return warned(json, arguments);
    }

    /** Short passwords are the administrator's decision, but not one to be made unknowingly. */
    private static ObjectNode warned(ObjectNode json, Arguments arguments) {
        if (arguments.text("password").length() < 8) {
            json.put(
                    "warning",
                    "This password has fewer than 8 characters; everybody on the network may try to guess it.");
        }
        return json;
    }

    private static String password(Arguments arguments) {
        String password = arguments.text("password");
        if (password.isEmpty()) {
            throw new AdminRefusal(
                    Reason.NOT_ALLOWED, "A password cannot be empty.", "the same command with a password");
        }
        if (password.length() > 1000 || password.indexOf('\0') >= 0) {
            throw new AdminRefusal(
                    Reason.NOT_ALLOWED,
                    "A password has at most 1,000 characters, none of them NUL.",
                    "the same command with another password");
        }
        return password;
    }

    /** The user, or a refusal that says where to look. */
    static User known(AdminContext context, MailAddress address) {
        return context.store()
                .directory()
                .user(address)
                .orElseThrow(() ->
                        new AdminRefusal(Reason.NOT_FOUND, "There is no user " + address + ".", "posthaste user list"));
    }

    private static ObjectNode json(AdminContext context, User user) {
        Account.Quota quota = context.store().account(user.id()).quota();
        ArrayNode hidden = Json.array();
        context.store().account(user.id()).hiddenCapabilities().stream()
                .sorted()
                .forEach(hidden::add);
        ObjectNode json = Json.object()
                .put("address", user.address().toString())
                .put("name", user.displayName())
                .put("enabled", user.enabled())
                .put("messages", quota.usedMessages())
                .put("usedOctets", quota.usedOctets())
                .put("quotaOctets", user.quotaOctets())
                .put("quotaMessages", user.quotaMessages())
                .put("administrator", user.administrator())
                .put("since", user.added().toString());
        json.set("imapHidden", hidden);
        Preferences wishes = context.store().directory().preferences(user.id());
        ArrayNode forward = json.putArray("forwardTo");
        wishes.forwardTo().forEach(address -> forward.add(address.toString()));
        SendLimits limits = wishes.limits();
        return json.put("keepsForwarded", wishes.keepsForwarded())
                .put("saveSent", wishes.saveSent())
                .put("sendLimit", new SendLimitText(limits.perHour(), limits.perDay()).toString())
                .put("newRecipientsLimit", new SendLimitText(limits.newPerHour(), limits.newPerDay()).toString());
    }
}
