package org.posthaste.smtp.relay.tls;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.posthaste.mailstore.tls.TlsRecords;
import org.posthaste.mailstore.tls.TlsTally;
import org.posthaste.smtp.relay.TlsBasis;
import org.posthaste.smtp.relay.TlsFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts sessions in memory and writes the sums now and then (RFC 8460 §4.2), so that no delivery pays for it; a crash loses a minute of them. Remembers which hosts have offered STARTTLS.
 * Thread-safe.
 */
final class TlsCounter {
    private static final Logger LOG = LoggerFactory.getLogger(TlsCounter.class);
    private static final long DAY = Duration.ofDays(1).toSeconds();
    private static final int REMEMBERED_DAYS = 30;
    private static final int KINDS = 20_000;
    private static final int HOSTS = 20_000;

    /** Kinds of failures of one destination told apart between two writings; more lose what makes them special. */
    private static final int FAILURES_OF_A_DOMAIN = 100;

    private final TlsRecords records;
    private final Clock clock;
    /** Guarded by itself, as is the next. */
    private final Map<TlsTally.Kind, Long> counted = new HashMap<>();

    private final Map<String, Integer> failures = new HashMap<>();
    /** Hosts with the day on which that was last written down. */
    private final Map<String, Long> offering = Collections.synchronizedMap(new Latest());

    private final Set<String> toWrite = Collections.synchronizedSet(new HashSet<>());

    TlsCounter(TlsRecords records, Clock clock) {
        this.records = records;
        this.clock = clock;
    }

    /** Names used last. */
    private static final class Latest extends LinkedHashMap<String, Long> {
        private static final long serialVersionUID = 1;

        Latest() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > HOSTS;
        }
    }

    /** The day of the moment, UTC. */
    long today() {
        return Math.floorDiv(clock.instant().getEpochSecond(), DAY);
    }

    /** Reads which hosts have offered STARTTLS. Blocks shortly. */
    void load() {
        List<String> hosts = new ArrayList<>(records.offering(today() - REMEMBERED_DAYS, HOSTS));
        Collections.reverse(hosts);
        hosts.forEach(host -> offering.putIfAbsent(host, 0L));
    }

    /** True if the host has offered STARTTLS in the last weeks. */
    boolean hasOffered(String host) {
        return offering.containsKey(host);
    }

    /** The host offers STARTTLS. */
    void offers(String host) {
        long today = today();
        Long written = offering.put(host, today);
        if ((written == null || written != today) && toWrite.size() < HOSTS) {
            toWrite.add(host);
        }
    }

    /** The host does not any more, and has been reported for it. */
    void offersNoMore(String host) {
        offering.remove(host);
    }

    /** Counts a session. */
    void count(
            String domain,
            String host,
            TlsBasis basis,
            Optional<TlsFailure> failure,
            String sending,
            String receiving) {
        TlsTally.Kind kind = new TlsTally.Kind(
                today(),
                domain,
                basis.domain(),
                basis.type().text(),
                String.join("\n", basis.lines()),
                host,
                failure.map(what -> what.type().text()).orElse(""),
                failure.isPresent() ? sending : "",
                failure.isPresent() ? receiving : "",
                failure.map(TlsFailure::reason).orElse(""));
        synchronized (counted) {
            counted.merge(known(kind), 1L, Long::sum);
        }
    }

    private TlsTally.Kind known(TlsTally.Kind kind) {
        if (counted.containsKey(kind) || kind.result().isEmpty()) {
            return kind;
        }
        boolean many = counted.size() >= KINDS || failures.merge(kind.domain(), 1, Integer::sum) > FAILURES_OF_A_DOMAIN;
        return many
                ? new TlsTally.Kind(
                        kind.day(),
                        kind.domain(),
                        kind.policyDomain(),
                        kind.policyType(),
                        kind.policy(),
                        kind.mxHost(),
                        kind.result(),
                        "",
                        "",
                        "")
                : kind;
    }

    /** Writes what was counted since the last time. Never throws. */
    void write() {
        List<TlsTally> sums = new ArrayList<>();
        synchronized (counted) {
            counted.forEach((kind, sessions) -> sums.add(new TlsTally(kind, sessions)));
            counted.clear();
            failures.clear();
        }
        Set<String> hosts;
        synchronized (toWrite) {
            hosts = new HashSet<>(toWrite);
            toWrite.clear();
        }
        if (!sums.isEmpty()) {
            records.count(sums).whenComplete((done, failure) -> lost(sums.size(), failure));
        }
        if (!hosts.isEmpty()) {
            records.offered(hosts, today()).whenComplete((done, failure) -> lost(hosts.size(), failure));
        }
    }

    private static void lost(int rows, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.warn("what was counted of TLS cannot be written: rows={}", rows, failure);
        }
    }
}
