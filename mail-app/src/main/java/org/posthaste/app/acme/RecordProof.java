package org.posthaste.app.acme;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.posthaste.app.AcmeConfig.Challenge;
import org.posthaste.common.dns.DnsInspector;
import org.posthaste.common.dns.DnsView;
import org.posthaste.common.dns.DynamicUpdate;
import org.posthaste.common.dns.NameServer;
import org.posthaste.common.dns.Zone;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proof by a text record (DNS-01, RFC 8555 §8.4): written by a dynamic update (RFC 2136), or by a person who is told
 * what to write. CNAMEs from {@code _acme-challenge} to another zone are followed. It counts as visible when every name
 * server of the zone has it, since the authority may ask any. Confined to the ACME thread.
 */
final class RecordProof implements Proof {
    private static final Logger LOG = LoggerFactory.getLogger(RecordProof.class);
    private static final Duration TTL = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(2);

    private final DnsInspector dns;
    private final Optional<Updates> updates;

    /**
     * A name server that takes updates.
     *
     * @param zone the zone to change; empty: found by asking the DNS
     */
    record Updates(DynamicUpdate server, Optional<String> zone) {}

    RecordProof(DnsInspector dns, Optional<Updates> updates) {
        this.dns = dns;
        this.updates = updates;
    }

    @Override
    public Challenge challenge() {
        return Challenge.DNS_01;
    }

    @Override
    public void putUp(Question question) throws IOException {
        if (updates.isPresent()) {
            String owner = owner(question);
            // What an order left behind that was cut off would be answered too; it does no harm.
            updates.get().server().add(zone(owner), owner, question.recordText(), TTL);
        }
    }

    private String zone(String owner) throws IOException {
        Optional<String> known = updates.flatMap(Updates::zone);
        if (known.isPresent()) {
            return known.get();
        }
        Zone zone = dns.zone(owner).toCompletableFuture().join();
        if (zone.apex().isEmpty()) {
            throw new IOException("the zone of " + owner + " is not found: " + zone.problem());
        }
        return zone.apex();
    }

    /** The name behind all CNAMEs. */
    private String owner(Question question) {
        DnsView view =
                dns.ask(question.recordName(), "TXT").toCompletableFuture().join();
        return view.isFailure() || view.canonical().isEmpty() ? question.recordName() : view.canonical();
    }

    @Override
    public boolean visible(Question question) throws InterruptedException {
        if (updates.isEmpty()) {
            return seen(question);
        }
        Instant end = Instant.now().plus(PATIENCE);
        while (!seen(question) && Instant.now().isBefore(end)) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.parkNanos(PAUSE);
        }
        // Servers may be hidden from us and not from the authority, which has the last word.
        return true;
    }

    private boolean seen(Question question) {
        String owner = owner(question);
        List<NameServer> servers = dns.zone(owner).toCompletableFuture().join().servers();
        if (servers.isEmpty()) {
            return holds(dns.ask(owner, "TXT").toCompletableFuture().join(), question);
        }
        List<DnsView> views =
                servers.stream().map(server -> dns.ask(server, owner, "TXT").toCompletableFuture()).toList().stream()
                        .map(answer -> answer.join())
                        .toList();
        boolean somebody = views.stream().anyMatch(view -> !view.isFailure());
        return somebody
                ? views.stream().allMatch(view -> view.isFailure() || holds(view, question))
                : holds(dns.ask(owner, "TXT").toCompletableFuture().join(), question);
    }

    private static boolean holds(DnsView view, Question question) {
        return view.records().stream()
                .anyMatch(record -> String.join("", record.strings()).equals(question.recordText()));
    }

    @Override
    public void takeDown(Question question) {
        if (updates.isPresent()) {
            try {
                String owner = owner(question);
                updates.get().server().remove(zone(owner), owner, question.recordText());
            } catch (IOException e) {
                LOG.warn("a record of an ACME challenge stays in the DNS status={}", e.getMessage());
            }
        }
    }
}
