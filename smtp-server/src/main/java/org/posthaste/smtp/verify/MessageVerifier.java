package org.posthaste.smtp.verify;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.common.dns.RecordingDns;
import org.posthaste.smtp.verify.arc.ArcResult;
import org.posthaste.smtp.verify.arc.ArcVerifier;
import org.posthaste.smtp.verify.dkim.DkimResult;
import org.posthaste.smtp.verify.dkim.DkimVerifier;
import org.posthaste.smtp.verify.dkim.PublicKeys;
import org.posthaste.smtp.verify.dmarc.DmarcQuery;
import org.posthaste.smtp.verify.dmarc.DmarcRecord.Policy;
import org.posthaste.smtp.verify.dmarc.DmarcResult;
import org.posthaste.smtp.verify.dmarc.DmarcVerifier;
import org.posthaste.smtp.verify.iprev.Iprev;
import org.posthaste.smtp.verify.iprev.IprevResult;
import org.posthaste.smtp.verify.spf.SpfQuery;
import org.posthaste.smtp.verify.spf.SpfResult;
import org.posthaste.smtp.verify.spf.SpfVerifier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs all checks of a message: the client's name (RFC 8601 §3), SPF (RFC 7208) of reverse-path and HELO, DKIM
 * (RFC 6376) and ARC (RFC 8617) side by side, then DMARC (RFC 9989) over their results. Thread-safe; never waits.
 *
 * <p>Fails: never. A check that has not answered after {@link #PATIENCE} counts as a temporary error, so that a message
 * is answered within half a minute whatever the DNS does; a defect in one check, which is logged, does too.
 */
public final class MessageVerifier {
    /** How long the DNS may take for SPF and the signatures, and then again half of it for DMARC. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Logger LOG = LoggerFactory.getLogger(MessageVerifier.class);
    private static final String LATE = "no answer in time";

    private final SpfVerifier spf;
    private final DkimVerifier dkim;
    private final ArcVerifier arc;
    private final DmarcVerifier dmarc = new DmarcVerifier();
    private final DnsResolver resolver;
    private final Clock clock;
    private final Duration patience;

    /**
     * A verifier.
     *
     * @param receivingHost our name, for SPF's explanations
     */
    public MessageVerifier(String receivingHost, DnsResolver resolver, Clock clock) {
        this(receivingHost, resolver, clock, PATIENCE);
    }

    MessageVerifier(String receivingHost, DnsResolver resolver, Clock clock, Duration patience) {
        PublicKeys keys = new PublicKeys();
        this.spf = new SpfVerifier(receivingHost, clock);
        this.dkim = new DkimVerifier(keys);
        this.arc = new ArcVerifier(keys);
        this.resolver = resolver;
        this.clock = clock;
        this.patience = patience;
    }

    /** Verifies a message; complete on return if the DNS had to be asked for nothing new. */
    public CompletionStage<MessageAuthentication> verify(ArrivingMessage arriving) {
        RecordingDns dns = new RecordingDns(resolver);
        List<String> authors = AuthorAddresses.domains(arriving.message().header());
        SpfQuery query = new SpfQuery(arriving.client(), arriving.helo(), arriving.mailFrom());
        CompletableFuture<IprevResult> iprev = inTime(
                Iprev.check(arriving.client(), dns),
                new IprevResult(IprevResult.Verdict.TEMPERROR, Optional.empty(), LATE));
        CompletableFuture<SpfResult> helo = spf(query.ofHelo(), dns);
        CompletableFuture<SpfResult> mailFrom = arriving.mailFrom().isEmpty() ? helo : spf(query, dns);
        CompletableFuture<List<DkimResult>> signatures =
                inTime(dkim.verify(arriving.message(), clock.instant(), dns), List.of(lateSignature()));
        CompletableFuture<ArcResult> chain = inTime(
                arc.verify(arriving.message(), clock.instant(), dns),
                new ArcResult(ArcResult.Chain.FAIL, List.of(), 0, false, LATE));
        // The first question DMARC will have; its answer is there when SPF and DKIM are.
        authors.forEach(author -> dns.txt("_dmarc." + author));
        CompletableFuture<DmarcResult> policy = mailFrom.thenCombine(
                        signatures, (sender, signed) -> new DmarcQuery(authors, proved(sender), proved(signed)))
                .thenCompose(facts -> inTime(
                        dmarc.evaluate(facts, dns),
                        new DmarcResult(
                                DmarcResult.Verdict.TEMPERROR,
                                authors.isEmpty() ? "" : authors.get(0),
                                Optional.empty(),
                                Policy.NONE,
                                false,
                                false,
                                LATE)));
        return CompletableFuture.allOf(iprev, helo, chain, policy)
                .thenApply(all -> new MessageAuthentication(
                        iprev.join(),
                        mailFrom.join(),
                        helo.join(),
                        signatures.join(),
                        chain.join(),
                        policy.join(),
                        dns.lookups()));
    }

    private CompletableFuture<SpfResult> spf(SpfQuery query, DnsResolver dns) {
        SpfResult.Identity identity =
                query.mailFrom().isPresent() ? SpfResult.Identity.MAIL_FROM : SpfResult.Identity.HELO;
        String domain = query.mailFrom().map(sender -> sender.domain()).orElse(query.helo());
        return inTime(
                spf.check(query, dns), new SpfResult(SpfResult.Verdict.TEMPERROR, identity, domain, "", LATE, ""));
    }

    /** The result, or what is said instead if it does not come in time. */
    private <T> CompletableFuture<T> inTime(CompletionStage<T> result, T late) {
        CompletableFuture<T> asked = result.toCompletableFuture();
        if (asked.isDone() && !asked.isCompletedExceptionally()) {
            return asked;
        }
        return asked.thenApply(Function.identity())
                .completeOnTimeout(late, patience.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionally(problem -> {
                    LOG.error("a check of a message failed", problem);
                    return late;
                });
    }

    private static DkimResult lateSignature() {
        return new DkimResult(DkimResult.Verdict.TEMPERROR, "", "", "", "", "", false, LATE);
    }

    private static Optional<String> proved(SpfResult sender) {
        return sender.verdict() == SpfResult.Verdict.PASS ? Optional.of(sender.domain()) : Optional.empty();
    }

    private static List<String> proved(List<DkimResult> signed) {
        return signed.stream()
                .filter(DkimResult::passed)
                .map(DkimResult::domain)
                .toList();
    }
}
