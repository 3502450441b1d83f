package org.posthaste.smtp.verify.spf;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import org.posthaste.common.dns.DnsAnswer;
import org.posthaste.common.dns.DnsResolver;

/** {@code check_host()} of RFC 7208 §4. Thread-safe. */
public final class SpfVerifier {
    private final String receivingHost;
    private final Clock clock;

    /**
     * A verifier.
     *
     * @param receivingHost the name of this host, for explanations
     * @param clock for explanations
     */
    public SpfVerifier(String receivingHost, Clock clock) {
        this.receivingHost = receivingHost;
        this.clock = clock;
    }

    /** Checks a client; the stage never completes exceptionally. */
    public CompletionStage<SpfResult> check(SpfQuery query, DnsResolver dns) {
        SpfResult.Identity identity =
                query.mailFrom().isPresent() ? SpfResult.Identity.MAIL_FROM : SpfResult.Identity.HELO;
        String domain = query.mailFrom()
                .map(address -> address.domain())
                .orElse(query.helo().toLowerCase(Locale.ROOT));
        return dns.txt(domain).thenApply(answer -> {
            if (answer instanceof DnsAnswer.TemporaryFailure<String> failure) {
                return new SpfResult(SpfResult.Verdict.TEMPERROR, identity, domain, "", failure.reason(), "");
            }
            List<String> records = answer.records().stream()
                    .filter(text -> text.matches("(?is)v=spf1( .*)?"))
                    .toList();
            SpfResult.Verdict verdict = records.isEmpty()
                    ? SpfResult.Verdict.NONE
                    : records.size() > 1 ? SpfResult.Verdict.PERMERROR : SpfResult.Verdict.NEUTRAL;
            return new SpfResult(
                    verdict,
                    identity,
                    domain,
                    "",
                    records.size() + " records, seen by " + receivingHost + " at " + clock.instant(),
                    "");
        });
    }
}
