package org.posthaste.smtp.relay.tls;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.posthaste.common.dns.DnsAnswer;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.common.dns.MxRecord;
import org.posthaste.smtp.queue.MessageOptions;
import org.posthaste.smtp.relay.TlsBasis;
import org.posthaste.smtp.relay.TlsFailure;
import org.posthaste.smtp.relay.TlsMode;
import org.posthaste.smtp.relay.TlsPeer;
import org.posthaste.smtp.relay.TlsPolicy;
import org.posthaste.smtp.relay.TlsPolicySource;

/** Tells an administrator which policies are in force for a domain, and why. Thread-safe. */
final class TlsOverview {
    private static final int SMTP = 25;
    private static final int HOSTS = 10;

    private final DnsResolver dns;
    private final TlsPolicySource policies;

    TlsOverview(DnsResolver dns, TlsPolicySource policies) {
        this.dns = dns;
        this.policies = policies;
    }

    /** The policies for the hosts of a domain, the best host first. */
    CompletionStage<List<RelayTls.HostPolicy>> of(String domain, TlsMode mode) {
        return dns.mx(domain).thenCompose(answer -> {
            List<CompletableFuture<RelayTls.HostPolicy>> all = hosts(domain, answer).stream()
                    .limit(HOSTS)
                    .map(host -> of(new TlsPeer(domain, host, SMTP, answer.secure()), mode)
                            .toCompletableFuture())
                    .toList();
            return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                    .thenApply(done -> all.stream().map(CompletableFuture::join).toList());
        });
    }

    /** A domain without exchangers is one itself (RFC 5321 §5.1). */
    private static List<String> hosts(String domain, DnsAnswer<MxRecord> answer) {
        return answer.records().isEmpty() && answer instanceof DnsAnswer.NoData
                ? List.of(domain)
                : answer.records().stream()
                        .filter(mx -> !mx.isNull())
                        .sorted(Comparator.comparingInt(MxRecord::preference))
                        .map(MxRecord::exchange)
                        .toList();
    }

    private CompletionStage<RelayTls.HostPolicy> of(TlsPeer peer, TlsMode mode) {
        return policies.policyFor(peer, mode, MessageOptions.Tls.BY_POLICY)
                .thenApply(policy -> new RelayTls.HostPolicy(
                        peer.host(),
                        policy.name(),
                        why(peer, policy),
                        TlsResults.basis(peer, policy).lines()));
    }

    private static String why(TlsPeer peer, TlsPolicy policy) {
        if (policy instanceof TlsPolicy.Dane) {
            return "TLSA records proved by DNSSEC";
        }
        if (policy instanceof TlsPolicy.Encrypted known && known.basis().type() == TlsBasis.Type.DANE) {
            return "TLSA records proved by DNSSEC, none of them usable: any certificate";
        }
        if (policy instanceof TlsPolicy.Verified known && known.basis().type() == TlsBasis.Type.MTA_STS) {
            return known.mandatory()
                    ? "the domain's MTA-STS policy is enforced"
                    : "the domain's MTA-STS policy is in testing: failures are reported only";
        }
        Optional<TlsFailure> failure = policy instanceof TlsPolicy.Refuse refusal
                ? Optional.of(refusal.missed().failure())
                : policy instanceof TlsPolicy.Opportunistic weaker
                        ? weaker.instead().map(TlsPolicy.Missed::failure)
                        : Optional.empty();
        if (failure.isPresent()) {
            return failure.get().toString();
        }
        if (policy instanceof TlsPolicy.Opportunistic) {
            return (peer.authentic() ? "no TLSA records" : "no DNSSEC") + " and no MTA-STS policy";
        }
        return "set by the administrator";
    }
}
