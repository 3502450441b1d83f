package org.posthaste.app.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.common.address.MailAddress;
import org.posthaste.mailstore.queue.RouteTable;
import org.posthaste.mailstore.queue.RouteTable.Rule;
import org.posthaste.smtp.relay.RouteRule;
import org.posthaste.smtp.relay.RouteRule.Option;

/** {@code relay list/set/remove/test/tls}. Thread-safe. Passwords go in and never out. */
final class RelayActions {
    /** The value that takes an option away. */
    private static final String NONE = "none";

    private static final Set<Option> SECRET = Set.of(Option.PASSWORD, Option.PROXY_PASSWORD);
    private static final Set<Option> OF_THE_HOP =
            Set.of(Option.LMTP, Option.IMPLICIT, Option.USER, Option.PASSWORD, Option.AFTER);

    private RelayActions() {}

    static List<AdminAction> all() {
        Set<String> set = Stream.concat(
                        Stream.of("pattern"), Arrays.stream(Option.values()).map(Option::key))
                .collect(Collectors.toSet());
        return List.of(
                new AdminAction("relay.list", Set.of(), (context, arguments) -> list(context)),
                new AdminAction("relay.set", set, RelayActions::set),
                new AdminAction("relay.remove", Set.of("pattern"), RelayActions::remove),
                new AdminAction("relay.test", Set.of("to"), RelayActions::test),
                new AdminAction("relay.tls", Set.of("domain"), (context, arguments) -> ServerActions.running(context)
                        .relayTls(arguments.domain("domain"))));
    }

    private static RouteTable table(AdminContext context) {
        return context.store().queue().routes();
    }

    private static JsonNode list(AdminContext context) {
        ArrayNode rules = Json.array();
        table(context).all().forEach(rule -> rules.add(json(rule)));
        return rules;
    }

    private static ObjectNode json(Rule rule) {
        ObjectNode json = Json.object().put("pattern", rule.pattern());
        for (Option option : Option.values()) {
            if (!SECRET.contains(option)) {
                json.put(option.key(), rule.options().getOrDefault(option.key(), ""));
            }
        }
        return json;
    }

    private static JsonNode set(AdminContext context, Arguments arguments) {
        String pattern = pattern(arguments);
        Map<String, String> options =
                new LinkedHashMap<>(find(context, pattern).map(Rule::options).orElse(Map.of()));
        Optional<String> via = arguments.optionalText(Option.VIA.key());
        if (via.isPresent() && !via.get().equals(options.get(Option.VIA.key()))) {
            // A password is for the host it was given for.
            OF_THE_HOP.forEach(option -> options.remove(option.key()));
        }
        for (Option option : Option.values()) {
            arguments.optionalText(option.key()).ifPresent(value -> {
                if (value.equals(NONE)) {
                    options.remove(option.key());
                } else {
                    options.put(option.key(), value);
                }
            });
        }
        Rule rule = new Rule(pattern, options);
        try {
            RouteRule.of(rule);
        } catch (IllegalArgumentException e) {
            throw new AdminRefusal(Reason.USAGE, String.valueOf(e.getMessage()), "posthaste relay set --help", e);
        }
        if (options.isEmpty()) {
            throw new AdminRefusal(
                    Reason.USAGE, "A route that says nothing is no route.", "posthaste relay remove '" + pattern + "'");
        }
        table(context).put(rule).toCompletableFuture().join();
        return json(rule);
    }

    private static String pattern(Arguments arguments) {
        try {
            return RouteRule.pattern(arguments.text("pattern"));
        } catch (IllegalArgumentException e) {
            throw new AdminRefusal(Reason.USAGE, String.valueOf(e.getMessage()), "posthaste relay set --help", e);
        }
    }

    private static Optional<Rule> find(AdminContext context, String pattern) {
        return table(context).all().stream()
                .filter(rule -> rule.pattern().equals(pattern))
                .findFirst();
    }

    private static JsonNode remove(AdminContext context, Arguments arguments) {
        String pattern = pattern(arguments);
        if (!table(context).remove(pattern).toCompletableFuture().join()) {
            throw new AdminRefusal(Reason.NOT_FOUND, "There is no route for " + pattern + ".", "posthaste relay list");
        }
        return Json.object().put("pattern", pattern).put("removed", true);
    }

    private static JsonNode test(AdminContext context, Arguments arguments) {
        String to = arguments.text("to");
        Optional<MailAddress> recipient = to.contains("@") ? Optional.of(Arguments.parsed(to)) : Optional.empty();
        String domain = recipient.map(MailAddress::domain).orElseGet(() -> Arguments.domainOf(to));
        return ServerActions.running(context).probe(domain, recipient);
    }
}
