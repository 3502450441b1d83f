package org.posthaste.smtp.relay.tls;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.posthaste.common.dns.DnsAnswer;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.common.dns.TlsaRecord;
import org.posthaste.smtp.relay.TlsPeer;

/**
 * Finds the TLSA records of a mail exchanger (RFC 7672 §2.2). Addresses are asked for first: name servers that cannot answer for TLSA are found with unsigned zones only, and those are left
 * alone (RFC 7672 §2.2.2). Thread-safe.
 */
final class DaneDiscovery {
    private final DnsResolver dns;

    DaneDiscovery(DnsResolver dns) {
        this.dns = dns;
    }

    /** What there is. */
    sealed interface Found {}

    /** DNSSEC proves nothing here, or that there are no records. */
    record Nothing() implements Found {}

    /**
     * Records that DNSSEC proves.
     *
     * @param base the TLSA base domain
     * @param records all of them, usable or not; at least one
     */
    record Records(String base, List<TlsaRecord> records) implements Found {}

    /** Nobody knows: the host must not be used now (RFC 7672 §2.1.2). */
    record Unknown(String reason) implements Found {}

    /** Looks for records. Never fails. */
    CompletionStage<Found> find(TlsPeer peer) {
        if (!peer.authentic() || peer.host().startsWith("[")) {
            return CompletableFuture.completedStage(new Nothing());
        }
        return dns.addresses4(peer.host())
                .thenCombine(
                        dns.addresses6(peer.host()),
                        (four, six) -> find(peer, four.records().isEmpty() ? six : four, four, six))
                .thenCompose(found -> found);
    }

    private CompletionStage<Found> find(
            TlsPeer peer, DnsAnswer<InetAddress> any, DnsAnswer<InetAddress> four, DnsAnswer<InetAddress> six) {
        if (!(any instanceof DnsAnswer.Found<InetAddress> found)) {
            return CompletableFuture.completedStage(
                    four.definite() && six.definite() ? new Nothing() : new Unknown("no address of " + peer.host()));
        }
        boolean secure = found.secure() && (six.records().isEmpty() || six.secure());
        boolean alias = !found.canonicalName().equals(peer.host());
        if (secure) {
            List<String> bases = alias ? List.of(found.canonicalName(), peer.host()) : List.of(peer.host());
            return tlsa(bases, peer.port(), true);
        }
        // An alias out of a signed zone into an unsigned one may have records of its own. Whether its zone is signed
        // shows
        // only by them, so that a failure to find them does not count.
        return alias ? tlsa(List.of(peer.host()), peer.port(), false) : CompletableFuture.completedStage(new Nothing());
    }

    private CompletionStage<Found> tlsa(List<String> bases, int port, boolean signed) {
        if (bases.isEmpty()) {
            return CompletableFuture.completedStage(new Nothing());
        }
        String base = bases.get(0);
        return dns.tlsa("_" + port + "._tcp." + base).thenCompose(answer -> {
            if (!answer.records().isEmpty() && answer.secure()) {
                return CompletableFuture.completedStage(new Records(base, answer.records()));
            }
            if (signed && answer instanceof DnsAnswer.TemporaryFailure<TlsaRecord> failure) {
                return CompletableFuture.completedStage(new Unknown("TLSA of " + base + ": " + failure.reason()));
            }
            return tlsa(bases.subList(1, bases.size()), port, signed);
        });
    }
}
