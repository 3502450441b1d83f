package org.posthaste.smtp.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthaste.mailstore.queue.RouteTable;

class RoutesTest {
    private volatile List<RouteTable.Rule> rules = List.of();
    private final Routes routes = new Routes(new RouteTable() {
        @Override
        public List<Rule> all() {
            return rules;
        }

        @Override
        public CompletionStage<Void> put(Rule rule) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Boolean> remove(String pattern) {
            throw new UnsupportedOperationException();
        }
    });

    private RoutesTest rule(String pattern, String... options) {
        Map<String, String> map = new java.util.HashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            map.put(options[i], options[i + 1]);
        }
        List<RouteTable.Rule> more = new ArrayList<>(rules);
        more.add(new RouteTable.Rule(pattern, map));
        rules = List.copyOf(more);
        return this;
    }

    private String way(String domain, int attempts) {
        RelayRoute route = routes.routeFor(domain, attempts);
        return route.name() + " " + route.tls();
    }

    @Test
    void withoutRulesEverythingGoesToMailExchangers() {
        assertThat(routes.routeFor("example.com", 0)).isEqualTo(RelayRoute.exchangers("example.com"));
        assertThat(routes.routeFor("example.com", 0).lane()).isEqualTo("mx:example.com");
    }

    @Test
    void theMostSpecificRuleCountsAndWiderOnesFillIn() {
        rule("*", "via", "smart.example", "source4", "192.0.2.1");
        rule(".example.com", "tls", "verify");
        rule("direct.example.com", "via", "mx");
        rule("example.com", "via", "other.example:2525", "tls", "dane-only");
        assertThat(way("elsewhere.example", 0)).isEqualTo("smart.example:587 AUTOMATIC");
        assertThat(way("a.b.example.com", 0)).isEqualTo("smart.example:587 VERIFY");
        assertThat(way("direct.example.com", 0)).isEqualTo("mx VERIFY");
        assertThat(way("example.com", 0)).isEqualTo("other.example:2525 DANE");
        assertThat(way("[192.0.2.9]", 0)).isEqualTo("smart.example:587 AUTOMATIC");
        assertThat(routes.routeFor("direct.example.com", 0).sources().v4()).isPresent();
        assertThat(routes.routeFor("direct.example.com", 0).lane()).isEqualTo("mx:direct.example.com");
        assertThat(routes.routeFor("x.example", 0).lane())
                .isEqualTo(routes.routeFor("y.example", 0).lane())
                .isEqualTo("via:smart.example:587");
        assertThat(routes.routeFor("a.example.com", 0).lane()).isNotEqualTo("via:smart.example:587");
    }

    @Test
    void aFallbackIsTakenAfterItsNumberOfFailures() {
        rule("*", "via", "smart.example", "after", "3");
        assertThat(way("example.com", 2)).isEqualTo("mx AUTOMATIC");
        assertThat(way("example.com", 3)).isEqualTo("smart.example:587 AUTOMATIC");
    }

    @Test
    void aPasswordWantsAVerifiedHost() {
        rule("*", "via", "smart.example:465", "user", "me", "password", "secret");
        RelayRoute route = routes.routeFor("example.com", 0);
        assertThat(route.tls()).isEqualTo(TlsMode.VERIFY);
        assertThat(route.via().orElseThrow().implicitTls()).isTrue();
        assertThat(route.toString()).doesNotContain("secret");
    }

    @Test
    void aChangeIsInForceAtOnce() {
        assertThat(way("example.com", 0)).isEqualTo("mx AUTOMATIC");
        rule("example.com", "tls", "plain");
        assertThat(way("example.com", 0)).isEqualTo("mx PLAIN");
    }

    @ParameterizedTest
    @CsvSource({
        "smart.example, smart.example:587",
        "Smart.Example:25, smart.example:25",
        "192.0.2.1:26, [192.0.2.1]:26",
        "'[2001:db8::1]:26', '[ipv6:2001:db8:0:0:0:0:0:1]:26'",
        "2001:db8::1, '[ipv6:2001:db8:0:0:0:0:0:1]:587'"
    })
    void hostsAreReadAsPeopleWriteThem(String via, String hop) {
        rule("*", "via", via);
        assertThat(routes.routeFor("example.com", 0).name()).isEqualTo(hop);
    }

    @ParameterizedTest
    @CsvSource({
        "via, smart.example:0",
        "via, a b",
        "tls, perhaps",
        "source4, '2001:db8::1'",
        "source6, smart.example",
        "proxy, http://proxy.example:80",
        "after, 3",
        "user, me",
        "colour, red"
    })
    void whatMakesNoSenseIsRefusedInASentence(String key, String value) {
        assertThatThrownBy(() -> RouteRule.of(new RouteTable.Rule("*", Map.of(key, value))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(".");
    }

    @Test
    void patternsHaveOneForm() {
        assertThat(RouteRule.pattern("*.Example.COM")).isEqualTo(".example.com");
        assertThat(RouteRule.pattern("b\u00fccher.example")).isEqualTo("xn--bcher-kva.example");
        assertThatThrownBy(() -> RouteRule.pattern("*x")).isInstanceOf(IllegalArgumentException.class);
    }
}
