package org.posthaste.smtp.relay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.posthaste.mailstore.queue.QueuedRecipient;
import org.posthaste.mailstore.queue.RouteTable;
import org.posthaste.smtp.queue.Route;
import org.posthaste.smtp.queue.RouteSource;
import org.posthaste.smtp.relay.RouteRule.Hop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ways that mail takes: to the mail exchangers of each destination, unless the administrator says otherwise. The rules
 * in the store are the only source; a change is in force for the next attempt. Thread-safe.
 */
public final class Routes implements RouteSource {
    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);

    private final RouteTable table;
    private volatile Rules rules = new Rules(List.of(), Map.of());

    /** Rules as read, and what they mean. */
    private record Rules(List<RouteTable.Rule> read, Map<String, RouteRule> byPattern) {}

    /** Routes by these rules. */
    public Routes(RouteTable table) {
        this.table = table;
    }

    @Override
    public Route routeFor(QueuedRecipient recipient) {
        return routeFor(recipient.destination(), recipient.attempts());
    }

    /** The way to a destination after so many failed attempts. */
    public RelayRoute routeFor(String destination, int attempts) {
        Map<String, RouteRule> byPattern = current();
        if (byPattern.isEmpty()) {
            return RelayRoute.exchangers(destination);
        }
        List<RouteRule> chain = chain(byPattern, destination);
        Optional<Hop> hop = first(chain, rule -> rule.hop().filter(each -> attempts >= each.afterFailures()));
        RelayRoute direct = RelayRoute.exchangers(destination);
        String name = hop.flatMap(Hop::host).map(Object::toString).orElse(direct.name());
        String by = chain.isEmpty() || chain.get(0).pattern().equals(RouteRule.EVERYTHING)
                ? ""
                : " by " + chain.get(0).pattern();
        return new RelayRoute(
                name,
                hop.flatMap(Hop::host).isPresent() ? "via:" + name + by : direct.lane(),
                destination,
                hop.flatMap(Hop::host),
                first(chain, RouteRule::tls).orElse(TlsMode.AUTOMATIC),
                hop.flatMap(Hop::login),
                new SourceAddresses(first(chain, RouteRule::v4), first(chain, RouteRule::v6)),
                first(chain, RouteRule::ehlo),
                first(chain, RouteRule::proxy));
    }

    /** The rules for a destination, the most specific first. */
    private static List<RouteRule> chain(Map<String, RouteRule> byPattern, String destination) {
        List<RouteRule> chain = new ArrayList<>();
        Optional.ofNullable(byPattern.get(destination)).ifPresent(chain::add);
        for (int dot = destination.indexOf('.'); dot >= 0; dot = destination.indexOf('.', dot + 1)) {
            Optional.ofNullable(byPattern.get(destination.substring(dot))).ifPresent(chain::add);
        }
        Optional.ofNullable(byPattern.get(RouteRule.EVERYTHING)).ifPresent(chain::add);
        return chain;
    }

    private static <T> Optional<T> first(List<RouteRule> chain, Function<RouteRule, Optional<T>> part) {
        return chain.stream().map(part).flatMap(Optional::stream).findFirst();
    }

    private Map<String, RouteRule> current() {
        List<RouteTable.Rule> read = table.all();
        Rules known = rules;
        if (known.read != read) {
            Map<String, RouteRule> byPattern = new HashMap<>();
            for (RouteTable.Rule rule : read) {
                try {
                    byPattern.put(rule.pattern(), RouteRule.of(rule));
                } catch (IllegalArgumentException e) {
                    LOG.error("the route for {} cannot be used: {}", rule.pattern(), e.getMessage());
                }
            }
            known = new Rules(read, Map.copyOf(byPattern));
            rules = known;
        }
        return known.byPattern;
    }
}
