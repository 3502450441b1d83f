package org.posthaste.smtp.verify.dmarc;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.posthaste.common.address.AddressParser;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.smtp.verify.dmarc.DmarcRecord.Policy;
import org.posthaste.smtp.verify.dmarc.DmarcResult.Verdict;

/**
 * Evaluates a message (RFC 9989 §5.3). A From with addresses of several domains is judged by each of them, up to
 * {@value #MAX_AUTHORS}, and the strictest policy of those that fail applies (RFC 9989 §11.5, RFC 7489 §6.6.1): else a
 * second address would be all it takes to escape. Of proved domains {@value #MAX_IDENTIFIERS} are looked at.
 * Thread-safe; never waits.
 */
public final class DmarcVerifier {
    private static final int MAX_AUTHORS = 6;
    private static final int MAX_IDENTIFIERS = 10;

    /** The most severe last. */
    private static final List<Verdict> SEVERITY =
            List.of(Verdict.NONE, Verdict.PASS, Verdict.PERMERROR, Verdict.TEMPERROR, Verdict.FAIL);

    private final TreeWalk walk = new TreeWalk();

    /** Evaluates a message; the stage never completes exceptionally. */
    public CompletionStage<DmarcResult> evaluate(DmarcQuery query, DnsResolver dns) {
        List<String> authors = query.authorDomains().stream()
                .flatMap(domain -> AddressParser.domain(domain).stream())
                .distinct()
                .limit(MAX_AUTHORS)
                .toList();
        List<String> signers = query.dkimDomains().stream()
                .flatMap(domain -> AddressParser.domain(domain).stream())
                .distinct()
                .limit(MAX_IDENTIFIERS)
                .toList();
        Optional<String> sender = query.spfDomain().flatMap(AddressParser::domain);
        CompletionStage<DmarcResult> worst = CompletableFuture.completedFuture(new DmarcResult(
                Verdict.NONE, "", Optional.empty(), Policy.NONE, false, false, "From has no domain to ask"));
        for (String author : authors) {
            worst = worst.thenCompose(before -> new Evaluation(author, sender, signers, walk, dns)
                    .run()
                    .thenApply(result -> before.authorDomain().isEmpty() ? result : worse(before, result)));
        }
        return worst;
    }

    /** The organizational domain of a domain (RFC 9989 §4.10.2), A-labels in lower case; empty if the DNS does not say. */
    public CompletionStage<Optional<String>> organization(String domain, DnsResolver dns) {
        return walk.from(domain, dns)
                .thenApply(found ->
                        found.failure().isPresent() ? Optional.empty() : Optional.of(found.organizationalDomain()));
    }

    private static DmarcResult worse(DmarcResult one, DmarcResult other) {
        Comparator<DmarcResult> severity = Comparator.comparing(result -> SEVERITY.indexOf(result.verdict()));
        return severity.thenComparing(DmarcResult::policy).compare(one, other) >= 0 ? one : other;
    }
}
