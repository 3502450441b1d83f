package org.posthaste.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.posthaste.app.admin.Json;
import org.posthaste.common.dns.DnsAnswer;
import org.posthaste.common.dns.DnsClient;
import org.posthaste.common.dns.DnsSettings;
import org.posthaste.common.dns.DnsSettings.Dnssec;

/**
 * Which resolvers are asked, and whether they answer and prove what they say. What is told is the newest result of a
 * test; asking for it begins a new test when that is old, and never waits. Thread-safe.
 */
final class DnsFacts {
    private static final Duration FRESH = Duration.ofSeconds(30);

    private final DnsClient dns;
    private final DnsSettings settings;
    private final Clock clock;
    private final AtomicBoolean testing = new AtomicBoolean();
    private volatile Optional<Tested> newest = Optional.empty();

    private record Tested(Instant when, DnsAnswer<String> answer) {}

    /** Facts of a client that was not tested yet. */
    DnsFacts(DnsClient dns, DnsSettings settings, Clock clock) {
        this.dns = dns;
        this.settings = settings;
        this.clock = clock;
    }

    /** Begins a test, unless one is under way. */
    void test() {
        if (testing.compareAndSet(false, true)) {
            dns.probe().thenAccept(answer -> {
                newest = Optional.of(new Tested(clock.instant(), answer));
                testing.set(false);
            });
        }
    }

    /** Resolvers and mode, {@code state} (untested, works, fails), a sentence about it, and whether DNSSEC works. */
    ObjectNode json() {
        Optional<Tested> known = newest;
        if (known.isEmpty()
                || Duration.between(known.get().when, clock.instant()).compareTo(FRESH) > 0) {
            test();
        }
        ObjectNode json = Json.object();
        ArrayNode servers = json.putArray("servers");
        dns.servers().forEach(server -> servers.add(text(server)));
        json.put(
                "dnssec",
                settings.dnssec().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
        return json.put("state", known.map(tested -> state(tested.answer)).orElse("untested"))
                .put("secure", known.map(tested -> tested.answer.secure()).orElse(false))
                .put("note", known.map(tested -> note(tested.answer)).orElse("not tested yet"));
    }

    private static String state(DnsAnswer<String> answer) {
        return answer instanceof DnsAnswer.Found ? "works" : "fails";
    }

    private String note(DnsAnswer<String> answer) {
        if (answer instanceof DnsAnswer.TemporaryFailure<String> failure) {
            return failure.reason();
        }
        if (!(answer instanceof DnsAnswer.Found)) {
            return "the resolver does not know the root of the DNS";
        }
        if (settings.dnssec() == Dnssec.OFF) {
            return "DNSSEC is switched off";
        }
        if (answer.secure()) {
            return "DNSSEC works";
        }
        return settings.dnssec() == Dnssec.VALIDATE
                ? "no DNSSEC: the root is not signed by the trust anchors"
                : dns.asksThisHost()
                        ? "no DNSSEC: the resolver on this host does not validate"
                        : "no DNSSEC: no resolver runs on this host";
    }

    private static String text(InetSocketAddress server) {
        String host = server.getAddress().getHostAddress();
        String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return server.getPort() == 53 ? host : shown + ":" + server.getPort();
    }
}
