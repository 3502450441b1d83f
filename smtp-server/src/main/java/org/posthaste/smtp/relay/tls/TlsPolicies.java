package org.posthaste.smtp.relay.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLContext;
import org.posthaste.common.dns.DnsAnswer;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.common.dns.TlsaRecord;
import org.posthaste.smtp.queue.MessageOptions;
import org.posthaste.smtp.relay.TlsBasis;
import org.posthaste.smtp.relay.TlsFailure;
import org.posthaste.smtp.relay.TlsMode;
import org.posthaste.smtp.relay.TlsOutcome;
import org.posthaste.smtp.relay.TlsPeer;
import org.posthaste.smtp.relay.TlsPolicy;
import org.posthaste.smtp.relay.TlsPolicy.Unmet;
import org.posthaste.smtp.relay.TlsPolicySource;
import org.posthaste.smtp.relay.TlsResultType;

/**
 * The policy in force for a host: what the administrator says, or else DANE (RFC 7672), or else MTA-STS (RFC 8461), or else opportunistic TLS (RFC 7435); and what the message says (RFC 8689) above
 * that. A host that DANE speaks of is DANE's alone, whatever MTA-STS says (RFC 8461 §2). Thread-safe.
 */
final class TlsPolicies implements TlsPolicySource {
    private static final String ENCRYPTION_NEEDED = ".7.10";
    private static final String SECURITY = "4.7.0";
    private static final String LOOKUP_FAILED = "4.7.5";

    private final DnsResolver dns;
    private final DaneDiscovery dane;
    private final StsPolicies sts;
    private final ClientContexts contexts;
    private final TlsResults results;

    TlsPolicies(DnsResolver dns, StsPolicies sts, ClientContexts contexts, TlsResults results) {
        this.dns = dns;
        this.dane = new DaneDiscovery(dns);
        this.sts = sts;
        this.contexts = contexts;
        this.results = results;
    }

    @Override
    public CompletionStage<TlsPolicy> policyFor(TlsPeer peer, TlsMode mode, MessageOptions.Tls demand) {
        CompletionStage<TlsPolicy> published =
                switch (mode) {
                    case PLAIN -> CompletableFuture.completedStage(new TlsPolicy.Plain());
                    case OPPORTUNISTIC -> CompletableFuture.completedStage(new TlsPolicy.Opportunistic());
                    default -> published(peer).thenApply(policy -> atLeast(peer, mode, policy));
                };
        return published.thenApply(policy -> demanded(peer, mode, demand, policy));
    }

    /** What the destination publishes. */
    private CompletionStage<TlsPolicy> published(TlsPeer peer) {
        return dane.find(peer).thenCompose(found -> {
            if (found instanceof DaneDiscovery.Records records) {
                return dane(peer, records);
            }
            if (found instanceof DaneDiscovery.Unknown unknown) {
                return CompletableFuture.completedStage(daneUnknown(peer, unknown));
            }
            return sts(peer);
        });
    }

    private static TlsPolicy daneUnknown(TlsPeer peer, DaneDiscovery.Unknown unknown) {
        TlsBasis basis = new TlsBasis(TlsBasis.Type.DANE, peer.host(), List.of(), List.of());
        return new TlsPolicy.Refuse(
                "dane",
                LOOKUP_FAILED,
                new TlsPolicy.Missed(basis, new TlsFailure(TlsResultType.DNSSEC_INVALID, unknown.reason())),
                true);
    }

    private CompletionStage<TlsPolicy> dane(TlsPeer peer, DaneDiscovery.Records found) {
        List<TlsaRecord> usable = TlsaRecords.usable(found.records());
        TlsBasis basis = new TlsBasis(
                TlsBasis.Type.DANE,
                found.base(),
                found.records().stream().map(TlsaRecord::toString).toList(),
                List.of());
        if (usable.isEmpty()) {
            return CompletableFuture.completedStage(new TlsPolicy.Encrypted(basis, Unmet.TRY_LATER));
        }
        if (usable.stream().noneMatch(record -> record.usage() == TlsaRecords.DANE_TA)) {
            // No names are compared (RFC 7672 §3.2.1).
            return CompletableFuture.completedStage(
                    new TlsPolicy.Dane(usable, List.of(found.base()), basis, Unmet.TRY_LATER));
        }
        return dns.mx(peer.domain()).thenApply(mx -> {
            List<String> names = new ArrayList<>(List.of(found.base()));
            // The destination, and what it is an alias of (RFC 7672 §3.2.2).
            List<String> more = mx instanceof DnsAnswer.Found<?> exchangers
                    ? List.of(peer.domain(), exchangers.canonicalName())
                    : List.of(peer.domain());
            more.stream().filter(name -> !names.contains(name)).forEach(names::add);
            return new TlsPolicy.Dane(usable, names, basis, Unmet.TRY_LATER);
        });
    }

    private CompletionStage<TlsPolicy> sts(TlsPeer peer) {
        if (peer.domain().startsWith("[") || peer.host().startsWith("[")) {
            return CompletableFuture.completedStage(new TlsPolicy.Opportunistic());
        }
        return sts.policyFor(peer.domain()).thenApply(answer -> answer.policy()
                .filter(policy -> policy.mode() != StsPolicy.Mode.NONE)
                .map(policy -> sts(peer, policy))
                .orElseGet(() -> new TlsPolicy.Opportunistic(
                        answer.failure().map(failure -> new TlsPolicy.Missed(stsBasis(peer, failure), failure)))));
    }

    /** While the DNS does not answer, nobody knows whether there is a policy. */
    private static TlsBasis stsBasis(TlsPeer peer, TlsFailure failure) {
        return failure.type() == TlsResultType.DNSSEC_INVALID
                ? TlsBasis.none(peer.domain())
                : new TlsBasis(TlsBasis.Type.MTA_STS, peer.domain(), List.of(), List.of());
    }

    private static TlsPolicy sts(TlsPeer peer, StsPolicy policy) {
        TlsBasis basis = new TlsBasis(TlsBasis.Type.MTA_STS, peer.domain(), policy.lines(), policy.mx());
        boolean enforced = policy.mode() == StsPolicy.Mode.ENFORCE;
        if (policy.patternFor(peer.host()).isPresent()) {
            return new TlsPolicy.Verified(List.of(peer.host()), basis, enforced ? Unmet.TRY_LATER : Unmet.DELIVER);
        }
        TlsPolicy.Missed missed = new TlsPolicy.Missed(
                basis,
                new TlsFailure(TlsResultType.VALIDATION_FAILURE, "the policy does not name the host " + peer.host()));
        return enforced
                ? new TlsPolicy.Refuse("mta-sts", SECURITY, missed, true)
                : new TlsPolicy.Opportunistic(Optional.of(missed));
    }

    /** What is published, or more if the administrator wants more. */
    private static TlsPolicy atLeast(TlsPeer peer, TlsMode mode, TlsPolicy published) {
        boolean proved = published instanceof TlsPolicy.Dane;
        if (published instanceof TlsPolicy.Refuse || mode == TlsMode.AUTOMATIC) {
            return published;
        }
        TlsBasis none = TlsBasis.none(peer.domain());
        return switch (mode) {
            case REQUIRE -> published.mandatory() ? published : new TlsPolicy.Encrypted(none, Unmet.TRY_LATER);
            case VERIFY -> proved || published instanceof TlsPolicy.Verified && published.mandatory()
                    ? published
                    : new TlsPolicy.Verified(List.of(peer.host()), none, Unmet.TRY_LATER);
            case DANE -> proved ? published : daneRequired(peer);
            default -> published;
        };
    }

    private static TlsPolicy daneRequired(TlsPeer peer) {
        TlsBasis basis = new TlsBasis(TlsBasis.Type.DANE, peer.host(), List.of(), List.of());
        TlsFailure failure = new TlsFailure(
                TlsResultType.DANE_REQUIRED, "no usable TLSA records of " + peer.host() + " proved by DNSSEC");
        return new TlsPolicy.Refuse("dane", SECURITY, new TlsPolicy.Missed(basis, failure), true);
    }

    /** What the message makes of it (RFC 8689 §4.2). */
    private static TlsPolicy demanded(TlsPeer peer, TlsMode mode, MessageOptions.Tls demand, TlsPolicy policy) {
        return switch (demand) {
            case BY_POLICY -> policy;
            case NOT_REQUIRED -> relaxed(policy);
            case REQUIRED -> required(peer, mode, policy);
        };
    }

    /** {@code TLS-Required: No}: try what the policy says, and do not fail (RFC 8689 §4.2.2). */
    private static TlsPolicy relaxed(TlsPolicy policy) {
        if (policy instanceof TlsPolicy.Dane known) {
            return new TlsPolicy.Dane(known.records(), known.names(), known.basis(), Unmet.DELIVER);
        }
        if (policy instanceof TlsPolicy.Verified known) {
            return new TlsPolicy.Verified(known.names(), known.basis(), Unmet.DELIVER);
        }
        if (policy instanceof TlsPolicy.Encrypted known) {
            return new TlsPolicy.Encrypted(known.basis(), Unmet.DELIVER);
        }
        if (policy instanceof TlsPolicy.Refuse refusal) {
            return new TlsPolicy.Opportunistic(Optional.of(refusal.missed()));
        }
        return policy;
    }

    /** REQUIRETLS: a host whose name DNSSEC, MTA-STS or the administrator vouches for, with a certificate that proves it (RFC 8689 §4.2.1). */
    private static TlsPolicy required(TlsPeer peer, TlsMode mode, TlsPolicy policy) {
        if (policy instanceof TlsPolicy.Refuse) {
            return policy;
        }
        if (policy instanceof TlsPolicy.Dane known) {
            return new TlsPolicy.Dane(known.records(), known.names(), known.basis(), Unmet.GIVE_UP);
        }
        if (policy instanceof TlsPolicy.Verified known) {
            return new TlsPolicy.Verified(known.names(), known.basis(), Unmet.GIVE_UP);
        }
        TlsBasis none = TlsBasis.none(peer.domain());
        if (peer.authentic() && mode != TlsMode.PLAIN && !peer.host().startsWith("[")) {
            return new TlsPolicy.Verified(List.of(peer.host()), none, Unmet.GIVE_UP);
        }
        // What is published, but cannot be had for now, may vouch for it later.
        boolean temporary = policy instanceof TlsPolicy.Opportunistic weaker
                && weaker.instead()
                        .filter(missed -> missed.failure().type() != TlsResultType.VALIDATION_FAILURE)
                        .isPresent();
        TlsFailure failure = new TlsFailure(
                TlsResultType.VALIDATION_FAILURE,
                "REQUIRETLS: neither DNSSEC nor MTA-STS vouches for the host " + peer.host());
        return new TlsPolicy.Refuse(
                "requiretls",
                (temporary ? "4" : "5") + ENCRYPTION_NEEDED,
                new TlsPolicy.Missed(none, failure),
                temporary);
    }

    @Override
    public SSLContext contextFor(TlsPolicy policy) {
        return contexts.of(policy);
    }

    @Override
    public void result(TlsPeer peer, TlsPolicy policy, TlsOutcome outcome) {
        results.of(peer, policy, outcome);
    }
}
