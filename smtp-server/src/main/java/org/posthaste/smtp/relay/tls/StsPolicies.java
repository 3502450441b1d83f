package org.posthaste.smtp.relay.tls;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.posthaste.common.dns.DnsAnswer;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.mailstore.tls.StsEntry;
import org.posthaste.mailstore.tls.TlsRecords;
import org.posthaste.smtp.relay.TlsFailure;
import org.posthaste.smtp.relay.TlsResultType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The MTA-STS policies of other domains (RFC 8461 §3.3, §5.1): fetched when a domain is first written to, kept until they expire whatever happens to DNS and HTTPS meanwhile, refreshed once a day.
 * Few are fetched at the same time, and nobody waits long for one. Thread-safe.
 */
final class StsPolicies {
    private static final Logger LOG = LoggerFactory.getLogger(StsPolicies.class);

    private static final int KEPT = 20_000;
    private static final int FETCHED_AT_ONCE = 16;
    private static final int WAITING_TO_BE_FETCHED = 2_000;
    private static final int REFRESHED_AT_ONCE = 500;
    private static final Duration BETWEEN_FAILURES = Duration.ofMinutes(10);
    private static final Duration REFRESH = Duration.ofHours(24);
    private static final Duration UNUSED = Duration.ofDays(14);

    private final DnsResolver dns;
    private final StsFetcher fetcher;
    private final TlsRecords records;
    private final Clock clock;
    private final Duration patience;
    private final CompletableFuture<Boolean> loaded = new CompletableFuture<>();
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final Map<String, Failed> failures = new ConcurrentHashMap<>();
    /** Guarded by itself, as is what follows. */
    private final Map<String, CompletableFuture<Answer>> fetching = new HashMap<>();

    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int running;

    /**
     * Policies that nobody has asked for yet.
     *
     * @param patience how long a delivery waits for a policy it does not know
     */
    StsPolicies(DnsResolver dns, StsFetcher fetcher, TlsRecords records, Clock clock, Duration patience) {
        this.dns = dns;
        this.fetcher = fetcher;
        this.records = records;
        this.clock = clock;
        this.patience = patience;
    }

    /**
     * What is known of a domain's policy.
     *
     * @param policy the one in force
     * @param failure why a newer one, or the only one, cannot be had though the domain says that it has one
     */
    record Answer(Optional<StsPolicy> policy, Optional<TlsFailure> failure) {
        static final Answer NONE = new Answer(Optional.empty(), Optional.empty());
    }

    /** A policy that was fetched. */
    private record Known(StsPolicy policy, String id, Instant fetched, Instant used) {
        boolean inForce(Instant now) {
            return now.isBefore(fetched.plus(policy.maxAge()));
        }

        StsEntry entry(String domain) {
            return new StsEntry(domain, id, String.join("\n", policy.lines()), fetched, used);
        }
    }

    /** A policy that could not be fetched. */
    private record Failed(String id, Instant at, TlsFailure failure) {}

    /** Reads what was kept; until then nobody is answered. Blocks shortly, and never throws. */
    void load() {
        try {
            Instant now = clock.instant();
            List<String> expired = new ArrayList<>();
            for (StsEntry entry : records.policies(KEPT)) {
                Optional<Known> kept = known(entry).filter(policy -> policy.inForce(now));
                kept.ifPresentOrElse(policy -> known.put(entry.domain(), policy), () -> expired.add(entry.domain()));
            }
            records.forget(expired);
        } catch (RuntimeException e) {
            LOG.error("the MTA-STS policies cannot be read", e);
        } finally {
            loaded.complete(true);
        }
    }

    private static Optional<Known> known(StsEntry entry) {
        try {
            return Optional.of(new Known(StsPolicy.parse(entry.policy()), entry.id(), entry.fetched(), entry.used()));
        } catch (StsPolicy.Malformed e) {
            LOG.warn("a kept MTA-STS policy cannot be read: to={} reason={}", entry.domain(), e.getMessage());
            return Optional.empty();
        }
    }

    /** The policy of a domain. Completes within the resolver's deadline and the patience; never fails. */
    CompletionStage<Answer> policyFor(String domain) {
        if (loaded.isDone()) {
            return live(domain);
        }
        return loaded.thenCompose(done -> live(domain));
    }

    private CompletionStage<Answer> live(String domain) {
        return dns.txt("_mta-sts." + domain).thenCompose(answer -> StsRecord.id(answer.records())
                .map(id -> live(domain, id))
                // No record, or no answer: what is in force stays in force.
                .orElseGet(() -> CompletableFuture.completedStage(inForce(domain, lookupFailure(answer)))));
    }

    private static Optional<TlsFailure> lookupFailure(DnsAnswer<String> answer) {
        return answer instanceof DnsAnswer.TemporaryFailure<String> failure
                ? Optional.of(new TlsFailure(TlsResultType.DNSSEC_INVALID, failure.reason()))
                : Optional.empty();
    }

    private CompletionStage<Answer> live(String domain, String id) {
        Instant now = clock.instant();
        Known have = known.get(domain);
        if (have != null && have.id().equals(id) && have.inForce(now)) {
            return CompletableFuture.completedStage(inForce(domain, Optional.empty()));
        }
        Failed failed = failures.get(domain);
        if (failed != null && failed.id().equals(id) && now.isBefore(failed.at().plus(BETWEEN_FAILURES))) {
            return CompletableFuture.completedStage(inForce(domain, Optional.of(failed.failure())));
        }
        TlsFailure slow = new TlsFailure(TlsResultType.STS_POLICY_FETCH_ERROR, "it takes too long to fetch the policy");
        return fetch(domain, id)
                .copy()
                .completeOnTimeout(inForce(domain, Optional.of(slow)), patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Answer inForce(String domain, Optional<TlsFailure> failure) {
        Instant now = clock.instant();
        Known have = known.computeIfPresent(
                domain,
                (same, old) -> new Known(old.policy(), old.id(), old.fetched(), now.truncatedTo(ChronoUnit.DAYS)));
        boolean live = have != null && have.inForce(now);
        return new Answer(live ? Optional.of(have.policy()) : Optional.empty(), failure);
    }

    private CompletableFuture<Answer> fetch(String domain, String id) {
        Runnable start;
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        synchronized (fetching) {
            CompletableFuture<Answer> already = fetching.get(domain);
            if (already != null) {
                return already;
            }
            if (waiting.size() >= WAITING_TO_BE_FETCHED) {
                return CompletableFuture.completedFuture(inForce(
                        domain, Optional.of(new TlsFailure(TlsResultType.STS_POLICY_FETCH_ERROR, "too many at once"))));
            }
            fetching.put(domain, answer);
            start = () -> fetcher.fetch(domain).whenComplete((policy, failure) -> {
                // The next one is let in whatever happens here.
                ended(domain);
                answer.complete(failure == null ? fetched(domain, id, policy) : failed(domain, id, failure));
            });
            if (running >= FETCHED_AT_ONCE) {
                waiting.add(start);
                return answer;
            }
            running++;
        }
        start.run();
        return answer;
    }

    private void ended(String domain) {
        Runnable next;
        synchronized (fetching) {
            fetching.remove(domain);
            next = waiting.poll();
            if (next == null) {
                running--;
            }
        }
        if (next != null) {
            next.run();
        }
    }

    private Answer fetched(String domain, String id, StsPolicy policy) {
        Instant now = clock.instant();
        failures.remove(domain);
        Known fresh = new Known(policy, id, now, now.truncatedTo(ChronoUnit.DAYS));
        if (known.size() >= KEPT && !known.containsKey(domain)) {
            return new Answer(Optional.of(policy), Optional.empty());
        }
        Known old = known.put(domain, fresh);
        if (old == null || !old.policy().equals(policy)) {
            LOG.info("MTA-STS policy: to={} id={} mode={} mx={}", domain, id, policy.mode(), policy.mx());
        }
        records.keep(fresh.entry(domain)).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.warn("an MTA-STS policy cannot be kept: to={}", domain, failure);
            }
        });
        return new Answer(policy.maxAge().isZero() ? Optional.empty() : Optional.of(policy), Optional.empty());
    }

    private Answer failed(String domain, String id, Throwable thrown) {
        TlsFailure failure = StsFetcher.Unavailable.of(thrown).failure();
        if (failures.size() >= KEPT) {
            failures.clear();
        }
        failures.put(domain, new Failed(id, clock.instant(), failure));
        Answer answer = inForce(domain, Optional.of(failure));
        if (answer.policy()
                .filter(policy -> policy.mode() != StsPolicy.Mode.NONE)
                .isPresent()) {
            LOG.warn(
                    "an MTA-STS policy cannot be refreshed and the old one stays in force: to={} reason={}",
                    domain,
                    failure);
        } else {
            LOG.debug("no MTA-STS policy: to={} reason={}", domain, failure);
        }
        return answer;
    }

    /** Fetches policies anew that are in use and older than a day, so that nobody can hold an old one in force or let one run out by disturbing a single fetch; forgets those that ran out. */
    void refresh() {
        Instant now = clock.instant();
        List<String> expired = new ArrayList<>();
        known.forEach((domain, policy) -> {
            if (!policy.inForce(now)) {
                expired.add(domain);
            }
        });
        expired.forEach(known::remove);
        if (!expired.isEmpty()) {
            records.forget(expired);
        }
        known.entrySet().stream()
                .filter(entry -> entry.getValue().fetched().plus(REFRESH).isBefore(now)
                        && entry.getValue().used().plus(UNUSED).isAfter(now))
                .limit(REFRESHED_AT_ONCE)
                .map(Map.Entry::getKey)
                .forEach(this::refresh);
    }

    private void refresh(String domain) {
        dns.txt("_mta-sts." + domain)
                .thenAccept(answer -> StsRecord.id(answer.records()).ifPresent(id -> {
                    Failed failed = failures.get(domain);
                    if (failed == null || clock.instant().isAfter(failed.at().plus(BETWEEN_FAILURES))) {
                        fetch(domain, id);
                    }
                }));
    }
}
