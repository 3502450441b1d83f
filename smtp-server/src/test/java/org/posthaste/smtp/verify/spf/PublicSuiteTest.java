package org.posthaste.smtp.verify.spf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.dns.FakeDns;

/**
 * The public test suite of RFC 7208 ({@code rfc7208-tests.yml} of the SPF project, with its licence beside it), each of
 * its scenarios with the zone it gives.
 */
class PublicSuiteTest {
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_400_000_000), ZoneOffset.UTC);
    private static final List<String> TYPES = List.of("A", "AAAA", "MX", "TXT", "PTR");

    private final SpfVerifier verifier = new SpfVerifier("receiver.example.org", CLOCK);

    @TestFactory
    Stream<DynamicContainer> everyCaseOfTheSuite() throws IOException {
        return scenarios().stream()
                .map(scenario -> dynamicContainer(
                        scenario.path("description").asText(),
                        names(scenario.path("tests")).map(name -> test(scenario, name))));
    }

    @Test
    void theSuiteIsWhole() throws IOException {
        assertThat(scenarios().stream()
                        .mapToInt(scenario -> scenario.path("tests").size())
                        .sum())
                .isEqualTo(203);
    }

    private static List<JsonNode> scenarios() throws IOException {
        YAMLMapper mapper = new YAMLMapper();
        List<JsonNode> scenarios = new ArrayList<>();
        try (InputStream file = PublicSuiteTest.class.getResourceAsStream("/spf/rfc7208-tests.yml");
                MappingIterator<JsonNode> documents =
                        mapper.readerFor(JsonNode.class).readValues(file)) {
            documents.forEachRemaining(scenarios::add);
        }
        return scenarios;
    }

    private static Stream<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names.stream();
    }

    private DynamicTest test(JsonNode scenario, String name) {
        return dynamicTest(name, () -> {
            JsonNode test = scenario.path("tests").path(name);
            SpfQuery query = new SpfQuery(
                    InetAddress.getByName(test.path("host").asText()),
                    test.path("helo").asText(),
                    address(test.path("mailfrom").asText()));
            SpfResult result = verifier.check(query, zone(scenario.path("zonedata")))
                    .toCompletableFuture()
                    .join();
            assertThat(result.verdict().text()).as(result.toString()).isIn(allowed(test.path("result")));
            if (test.has("explanation")) {
                String expected = test.path("explanation").asText();
                assertThat(result.explanation()).isEqualTo(expected.equals("DEFAULT") ? "" : expected);
            }
            assertThat(result.reason()).isNotEmpty();
        });
    }

    private static Set<String> allowed(JsonNode result) {
        Set<String> allowed = new HashSet<>();
        if (result.isArray()) {
            result.forEach(one -> allowed.add(one.asText()));
        } else {
            allowed.add(result.asText());
        }
        return allowed;
    }

    /** As it stands there, whether it is an address or not. */
    private static Optional<MailAddress> address(String text) {
        int at = text.lastIndexOf('@');
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(new MailAddress(at < 0 ? "" : text.substring(0, at), text.substring(at + 1)));
    }

    /** SPF records stand for TXT records unless the name has some of its own. */
    private static FakeDns zone(JsonNode data) {
        FakeDns dns = new FakeDns();
        names(data).forEach(name -> {
            dns.empty(name);
            Set<String> answered = new HashSet<>();
            boolean texts = has(data.path(name), "TXT");
            for (JsonNode record : data.path(name)) {
                if (record.isTextual()) {
                    TYPES.stream()
                            .filter(type -> !answered.contains(type))
                            .forEach(type -> dns.failing(name + "/" + type, "time-out"));
                    continue;
                }
                String type = record.fieldNames().next();
                JsonNode value = record.path(type);
                if (value.asText().equals("TIMEOUT")) {
                    dns.failing(name + "/" + type, "time-out");
                } else if (!value.asText().equals("NONE") && !(type.equals("SPF") && texts)) {
                    answered.add(type.equals("SPF") ? "TXT" : type);
                    add(dns, name, type, value);
                }
            }
        });
        return dns;
    }

    private static boolean has(JsonNode records, String type) {
        for (JsonNode record : records) {
            if (record.has(type)) {
                return true;
            }
        }
        return false;
    }

    private static void add(FakeDns dns, String name, String type, JsonNode value) {
        switch (type) {
            case "A", "AAAA" -> dns.address(name, value.asText());
            case "MX" -> dns.mx(name, value.path(0).asInt(), value.path(1).asText());
            case "SPF", "TXT" -> dns.txt(name, joined(value));
            case "PTR" -> dns.ptr(reversed(name), value.asText());
            case "CNAME" -> dns.cname(name, value.asText());
            default -> throw new IllegalArgumentException(type);
        }
    }

    private static String joined(JsonNode value) {
        StringBuilder text = new StringBuilder(value.asText());
        value.forEach(piece -> text.append(piece.asText()));
        return text.toString();
    }

    /** The address of a name in in-addr.arpa or ip6.arpa. */
    private static String reversed(String name) {
        List<String> labels =
                new ArrayList<>(List.of(name.toLowerCase(Locale.ROOT).split("\\.")));
        boolean ipv6 = labels.get(labels.size() - 2).equals("ip6");
        labels = new ArrayList<>(labels.subList(0, labels.size() - 2));
        Collections.reverse(labels);
        try {
            return InetAddress.getByName(
                            ipv6 ? String.join("", labels).replaceAll("(....)(?=.)", "$1:") : String.join(".", labels))
                    .getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(name, e);
        }
    }
}
