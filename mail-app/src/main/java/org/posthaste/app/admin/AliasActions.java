package org.posthaste.app.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.common.address.MailAddress;
import org.posthaste.mailstore.Directory;
import org.posthaste.mailstore.Directory.Alias;

/** {@code alias list/add/remove}. Thread-safe. */
final class AliasActions {
    private AliasActions() {}

    static List<AdminAction> all() {
        return List.of(
                new AdminAction("alias.list", Set.of("domain"), AliasActions::list),
                new AdminAction("alias.add", Set.of("alias", "targets"), AliasActions::add),
                new AdminAction("alias.remove", Set.of("alias", "targets"), AliasActions::remove));
    }

    private static JsonNode list(AdminContext context, Arguments arguments) {
        Directory directory = context.store().directory();
        Optional<String> domain = arguments.optionalText("domain").map(Arguments::domainOf);
        domain.ifPresent(name -> DomainActions.known(directory, name));
        ArrayNode aliases = Json.array();
        for (Alias alias : directory.aliases()) {
            if (domain.isEmpty() || alias.address().domain().equals(domain.get())) {
                aliases.add(json(alias));
            }
        }
        return aliases;
    }

    private static JsonNode add(AdminContext context, Arguments arguments) {
        Directory directory = context.store().directory();
        MailAddress address = arguments.address("alias");
        List<MailAddress> targets = arguments.addresses("targets");
        if (targets.isEmpty()) {
            throw new AdminRefusal(
                    Reason.USAGE,
                    "An alias needs at least one address it leads to.",
                    "posthaste alias add " + address + " bob@" + address.domain());
        }
        DomainActions.known(directory, address.domain());
        if (directory.user(address).isPresent()) {
            throw new AdminRefusal(Reason.EXISTS, "There is a user " + address + ".", "posthaste user show " + address);
        }
        for (MailAddress target : targets) {
            refuseMissing(directory, target);
        }
        directory.addAlias(address, targets);
        return json(known(directory, address));
    }

    /** A target in a domain of ours must exist: otherwise the alias would accept mail and lose it. */
    private static void refuseMissing(Directory directory, MailAddress target) {
        if (directory.resolve(target) instanceof org.posthaste.mailstore.Resolution.UnknownUser) {
            throw new AdminRefusal(
                    Reason.NOT_FOUND, "There is no user or alias " + target + ".", "posthaste user add " + target);
        }
    }

    private static JsonNode remove(AdminContext context, Arguments arguments) {
        Directory directory = context.store().directory();
        Alias alias = known(directory, arguments.address("alias"));
        List<MailAddress> targets = arguments.addresses("targets");
        for (MailAddress target : targets) {
            if (!alias.targets().contains(target)) {
                throw new AdminRefusal(
                        Reason.NOT_FOUND,
                        "The alias " + alias.address() + " does not lead to " + target + ".",
                        "posthaste alias list " + alias.address().domain());
            }
        }
        directory.removeAlias(alias.address(), targets);
        List<MailAddress> left = new ArrayList<>(targets.isEmpty() ? List.of() : alias.targets());
        left.removeAll(targets);
        return json(new Alias(alias.address(), left)).put("removed", left.isEmpty());
    }

    private static Alias known(Directory directory, MailAddress address) {
        return directory.aliases().stream()
                .filter(alias -> alias.address().equals(address))
                .findFirst()
                .orElseThrow(() -> new AdminRefusal(
                        Reason.NOT_FOUND, "There is no alias " + address + ".", "posthaste alias list"));
    }

    private static ObjectNode json(Alias alias) {
        ObjectNode json = Json.object().put("alias", alias.address().toString());
        ArrayNode targets = json.putArray("targets");
        alias.targets().forEach(target -> targets.add(target.toString()));
        return json;
    }
}
