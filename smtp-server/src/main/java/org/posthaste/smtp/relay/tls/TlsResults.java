package org.posthaste.smtp.relay.tls;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthaste.mailstore.journal.Journal;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.smtp.relay.TlsBasis;
import org.posthaste.smtp.relay.TlsFailure;
import org.posthaste.smtp.relay.TlsOutcome;
import org.posthaste.smtp.relay.TlsPeer;
import org.posthaste.smtp.relay.TlsPolicy;
import org.posthaste.smtp.relay.TlsResultType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts what became of TLS into the words of RFC 8460 §4.3: counts it, and writes down in log and journal what may be an attack. Thread-safe. */
final class TlsResults {
    private static final Logger LOG = LoggerFactory.getLogger(TlsResults.class);

    /** The same failure of the same host is written down once in this time. */
    private static final Duration AGAIN = Duration.ofHours(1);

    private static final int TOLD = 2_000;

    private final TlsCounter counter;
    private final PolicyVerifier verifier;
    private final Journal journal;
    private final Clock clock;
    /** Guarded by itself. */
    private final Map<String, Instant> told = new LinkedHashMap<>(16, 0.75f, true);

    TlsResults(TlsCounter counter, PolicyVerifier verifier, Journal journal, Clock clock) {
        this.counter = counter;
        this.verifier = verifier;
        this.journal = journal;
        this.clock = clock;
    }

    /** Takes note of what became of TLS on a connection. */
    void of(TlsPeer peer, TlsPolicy policy, TlsOutcome outcome) {
        Optional<TlsPolicy.Missed> missed = missed(policy);
        missed.ifPresent(what -> {
            if (what.basis().type() != TlsBasis.Type.NONE) {
                count(peer, what.basis(), Optional.of(what.failure()), outcome);
            }
            if (policy instanceof TlsPolicy.Refuse) {
                tell(peer, policy, what.failure(), outcome);
            }
        });
        if (policy instanceof TlsPolicy.Refuse || outcome.result() == TlsOutcome.Result.PLAIN) {
            return;
        }
        Optional<TlsFailure> failure = failure(peer, policy, outcome);
        boolean stripped = outcome.result() == TlsOutcome.Result.NOT_OFFERED && counter.hasOffered(peer.host());
        TlsBasis basis = basis(peer, policy);
        failure.ifPresent(what -> {
            if (stripped || basis.type() != TlsBasis.Type.NONE || policy.mandatory()) {
                tell(peer, policy, what, outcome);
            }
        });
        count(peer, basis, failure, outcome);
        switch (outcome.result()) {
            case ENCRYPTED, UNTRUSTED, HANDSHAKE_FAILED -> counter.offers(peer.host());
            case NOT_OFFERED -> counter.offersNoMore(peer.host());
            default -> LOG.trace("no news of STARTTLS: host={}", peer.host());
        }
    }

    private void count(TlsPeer peer, TlsBasis basis, Optional<TlsFailure> failure, TlsOutcome outcome) {
        counter.count(peer.domain(), peer.host(), basis, failure, outcome.source(), outcome.address());
    }

    private static Optional<TlsPolicy.Missed> missed(TlsPolicy policy) {
        if (policy instanceof TlsPolicy.Refuse refusal) {
            return Optional.of(refusal.missed());
        }
        return policy instanceof TlsPolicy.Opportunistic weaker ? weaker.instead() : Optional.empty();
    }

    /** What a policy rests on. */
    static TlsBasis basis(TlsPeer peer, TlsPolicy policy) {
        if (policy instanceof TlsPolicy.Dane known) {
            return known.basis();
        }
        if (policy instanceof TlsPolicy.Verified known) {
            return known.basis();
        }
        if (policy instanceof TlsPolicy.Encrypted known) {
            return known.basis();
        }
        return policy instanceof TlsPolicy.Refuse refusal ? refusal.missed().basis() : TlsBasis.none(peer.domain());
    }

    private Optional<TlsFailure> failure(TlsPeer peer, TlsPolicy policy, TlsOutcome outcome) {
        return switch (outcome.result()) {
                // A policy that need not be met was not checked by the handshake.
            case ENCRYPTED -> policy.mandatory()
                    ? Optional.empty()
                    : outcome.session().flatMap(session -> verifier.verify(policy, session));
            case NOT_OFFERED -> Optional.of(new TlsFailure(
                    TlsResultType.STARTTLS_NOT_SUPPORTED, counter.hasOffered(peer.host()) ? "offered before" : ""));
            case REFUSED -> Optional.of(new TlsFailure(TlsResultType.STARTTLS_NOT_SUPPORTED, "offered, then refused"));
            case INJECTED -> Optional.of(
                    new TlsFailure(TlsResultType.VALIDATION_FAILURE, "octets in clear behind the reply to STARTTLS"));
            case HANDSHAKE_FAILED, UNTRUSTED -> Optional.of(
                    outcome.cause().map(TlsResults::handshake).orElseGet(() -> handshake(new IllegalStateException())));
            case PLAIN, PASSED_OVER -> Optional.empty();
        };
    }

    private static TlsFailure handshake(Exception thrown) {
        Throwable last = thrown;
        for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof UntrustedPeerException untrusted) {
                return untrusted.failure();
            }
            last = cause;
        }
        String message = last.getMessage() == null ? last.getClass().getSimpleName() : last.getMessage();
        return new TlsFailure(TlsResultType.VALIDATION_FAILURE, message);
    }

    private void tell(TlsPeer peer, TlsPolicy policy, TlsFailure failure, TlsOutcome outcome) {
        Instant now = clock.instant();
        synchronized (told) {
            String what = peer.host() + " " + failure.type();
            Instant last = told.get(what);
            if (last != null && now.isBefore(last.plus(AGAIN))) {
                return;
            }
            told.put(what, now);
            if (told.size() > TOLD) {
                told.remove(told.keySet().iterator().next());
            }
        }
        LOG.warn(
                "TLS policy not met: to={} host={} peer={} policy={} reason={}",
                peer.domain(),
                peer.host(),
                outcome.address(),
                policy.name(),
                failure);
        journal.append(new JournalEntry(
                now,
                JournalEntry.Kind.TLS_FAILED,
                "",
                "",
                Map.of(
                        "to", peer.domain(),
                        "host", peer.host(),
                        "peer", outcome.address(),
                        "policy", policy.name(),
                        "status", failure.type().text(),
                        "reason", failure.reason())));
    }
}
