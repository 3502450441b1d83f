package org.posthaste.smtp.verify.spf;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.posthaste.common.address.AddressParser;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.dns.DnsAnswer;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.smtp.verify.spf.SpfResult.Identity;
import org.posthaste.smtp.verify.spf.SpfResult.Verdict;

/**
 * Says whether a client may send in the name of a domain: {@code check_host()} of RFC 7208 §4, and the explanation of a
 * refusal (RFC 7208 §6.2). Records are kept read by their text. Thread-safe; never waits.
 */
public final class SpfVerifier {
    private static final String POSTMASTER = "postmaster";
    private static final int MAX_DOMAIN = 255;
    private static final int MAX_REASON = 300;

    /** Of all records that are kept, in characters. */
    private static final long KEPT_CHARACTERS = 2_000_000;

    private final String receivingHost;
    private final Clock clock;
    private final Cache<String, SpfRecord> read = Caffeine.newBuilder()
            .maximumWeight(KEPT_CHARACTERS)
            .weigher((String text, SpfRecord record) -> 100 + text.length())
            .build();

    /**
     * A verifier.
     *
     * @param receivingHost the name of this host, for explanations
     * @param clock for explanations, and the end of patience
     */
    public SpfVerifier(String receivingHost, Clock clock) {
        this.receivingHost = receivingHost;
        this.clock = clock;
    }

    /** Checks a client; the stage never completes exceptionally. */
    public CompletionStage<SpfResult> check(SpfQuery query, DnsResolver dns) {
        Identity identity = query.mailFrom().isPresent() ? Identity.MAIL_FROM : Identity.HELO;
        String claimed = query.mailFrom().map(MailAddress::domain).orElse(query.helo());
        Optional<String> domain = AddressParser.domain(
                        claimed.endsWith(".") ? claimed.substring(0, claimed.length() - 1) : claimed)
                .filter(Names::hasLabels);
        if (domain.isEmpty()) {
            String shown = Words.printable(claimed, MAX_DOMAIN);
            return CompletableFuture.completedFuture(
                    new SpfResult(Verdict.NONE, identity, shown, "", "no domain that could have a record", ""));
        }
        String localPart = query.mailFrom()
                .map(MailAddress::localPart)
                .filter(local -> !local.isEmpty())
                .orElse(POSTMASTER);
        MacroValues values =
                new MacroValues(query.client(), query.helo(), localPart, domain.get(), receivingHost, clock);
        HostCheck check = new HostCheck(values, dns, text -> read.get(text, SpfRecord::parse), clock);
        return check.check(domain.get()).thenCompose(outcome -> explanation(outcome, check, dns)
                .thenApply(explanation -> new SpfResult(
                        outcome.verdict(),
                        identity,
                        domain.get(),
                        outcome.term(),
                        Words.printable(outcome.reason(), MAX_REASON),
                        explanation)));
    }

    /** What {@code exp} leads to; empty if there is none, and for whatever is wrong with it (RFC 7208 §6.2). */
    private static CompletionStage<String> explanation(HostCheck.Outcome outcome, HostCheck check, DnsResolver dns) {
        if (outcome.verdict() != Verdict.FAIL || outcome.explanation().isEmpty()) {
            return CompletableFuture.completedFuture("");
        }
        return check.name(outcome.explanation().get(), outcome.domain())
                .thenCompose(name -> name.isEmpty() ? none() : dns.txt(name.get()))
                .thenCompose(answer -> {
                    List<String> texts = answer.records();
                    if (texts.size() != 1) {
                        return CompletableFuture.completedFuture("");
                    }
                    try {
                        return check.expanded(MacroText.explanation(texts.get(0)), outcome.domain())
                                .thenApply(SpfVerifier::cut);
                    } catch (SpfSyntaxException e) {
                        return CompletableFuture.completedFuture("");
                    }
                });
    }

    private static CompletionStage<DnsAnswer<String>> none() {
        return CompletableFuture.completedFuture(new DnsAnswer.NoData<>(false));
    }

    /** Fit for a reply: US-ASCII (RFC 7208 §6.2) on one line. */
    private static String cut(String text) {
        return !Words.isPrintable(text) ? "" : text.substring(0, Math.min(text.length(), SpfResult.MAX_EXPLANATION));
    }
}
