package org.posthaste.app.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.common.address.MailAddress;
import org.posthaste.mailstore.Directory;
import org.posthaste.mailstore.Directory.Domain;

/** {@code domain list/show/add/set/remove}. Thread-safe. */
final class DomainActions {
    private DomainActions() {}

    static List<AdminAction> all() {
        return List.of(
                new AdminAction("domain.list", Set.of(), (context, arguments) -> list(context)),
                new AdminAction("domain.show", Set.of("domain"), DomainActions::show),
                new AdminAction("domain.add", Set.of("domain", "catchAll"), DomainActions::add),
                new AdminAction("domain.set", Set.of("domain", "catchAll"), DomainActions::set),
                new AdminAction("domain.remove", Set.of("domain"), DomainActions::remove));
    }

    private static JsonNode list(AdminContext context) {
        Directory directory = context.store().directory();
        ArrayNode domains = Json.array();
        directory.domains().forEach(domain -> domains.add(json(directory, domain)));
        return domains;
    }

    private static JsonNode show(AdminContext context, Arguments arguments) {
        Directory directory = context.store().directory();
        String domain = known(directory, arguments.domain("domain")).name();
        ObjectNode json = json(directory, known(directory, domain));
        json.set("keys", DomainDnsActions.keys(context, domain));
        return json;
    }

    private static JsonNode add(AdminContext context, Arguments arguments) {
        Directory directory = context.store().directory();
        String domain = arguments.domain("domain");
        boolean there = find(directory, domain).isPresent();
        if (!there) {
            directory.addDomain(domain);
            context.keys().prepare(domain);
        }
        arguments.optionalText("catchAll").ifPresent(text -> catchAll(directory, domain, text));
        return json(directory, known(directory, domain)).put("added", !there);
    }

    private static JsonNode set(AdminContext context, Arguments arguments) {
        Directory directory = context.store().directory();
        String domain = known(directory, arguments.domain("domain")).name();
        catchAll(directory, domain, arguments.text("catchAll"));
        return json(directory, known(directory, domain));
    }

    private static JsonNode remove(AdminContext context, Arguments arguments) {
        Directory directory = context.store().directory();
        String domain = known(directory, arguments.domain("domain")).name();
        long users = users(directory, domain);
        long aliases = aliases(directory, domain);
        if (users + aliases > 0) {
            throw new AdminRefusal(
                    Reason.NOT_ALLOWED,
                    "The domain " + domain + " still has users (" + users + ") or aliases (" + aliases + ").",
                    users > 0 ? "posthaste user list " + domain : "posthaste alias list " + domain);
        }
        directory.removeDomain(domain);
        return Json.object()
                .put("domain", domain)
                .put("removed", true)
                .put(
                        "keysFolder",
                        context.keys().keys(domain).isEmpty()
                                ? ""
                                : context.keys().folder(domain).toString());
    }

    private static void catchAll(Directory directory, String domain, String text) {
        Optional<MailAddress> target = text.isEmpty() ? Optional.empty() : Optional.of(Arguments.parsed(text));
        directory.setCatchAll(domain, target);
    }

    /** The domain, or a refusal that names the command that adds it. */
    static Domain known(Directory directory, String name) {
        return find(directory, name)
                .orElseThrow(() -> new AdminRefusal(
                        Reason.NOT_FOUND,
                        "The domain " + name + " is not received here.",
                        "posthaste domain add " + name));
    }

    private static Optional<Domain> find(Directory directory, String name) {
        return directory.domains().stream()
                .filter(domain -> domain.name().equals(name))
                .findFirst();
    }

    private static long users(Directory directory, String domain) {
        return directory.users().stream()
                .filter(user -> user.address().domain().equals(domain))
                .count();
    }

    private static long aliases(Directory directory, String domain) {
        return directory.aliases().stream()
                .filter(alias -> alias.address().domain().equals(domain))
                .count();
    }

    private static ObjectNode json(Directory directory, Domain domain) {
        return Json.object()
                .put("domain", domain.name())
                .put("users", users(directory, domain.name()))
                .put("aliases", aliases(directory, domain.name()))
                .put("catchAll", domain.catchAll().map(MailAddress::toString).orElse(""))
                .put("since", domain.added().toString());
    }
}
