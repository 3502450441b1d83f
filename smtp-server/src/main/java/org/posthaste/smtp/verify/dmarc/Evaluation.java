package org.posthaste.smtp.verify.dmarc;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.posthaste.common.dns.DnsAnswer;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.smtp.verify.dmarc.DmarcRecord.Alignment;
import org.posthaste.smtp.verify.dmarc.DmarcRecord.Policy;
import org.posthaste.smtp.verify.dmarc.DmarcResult.Verdict;

/** One message, judged by one domain of its From (RFC 9989 §5.3.2 to RFC 9989 §5.3.6). Lives for that. */
final class Evaluation {
    private final String author;
    private final Optional<String> sender;
    private final List<String> signers;
    private final TreeWalk walk;
    private final DnsResolver dns;

    Evaluation(String author, Optional<String> sender, List<String> signers, TreeWalk walk, DnsResolver dns) {
        this.author = author;
        this.sender = sender;
        this.signers = signers;
        this.walk = walk;
        this.dns = dns;
    }

    /** Whether one proved domain is aligned; nobody knows if there is a failure. */
    private record Near(Optional<String> domain, Optional<String> failure) {
        static final Near NONE = new Near(Optional.empty(), Optional.empty());
    }

    /** A policy, and the tag it comes from. */
    private record Asked(Policy policy, String tag) {}

    CompletionStage<DmarcResult> run() {
        return walk.from(author, dns).thenCompose(this::judge);
    }

    private CompletionStage<DmarcResult> judge(TreeWalk.Findings findings) {
        Optional<DmarcRecord> applies = findings.policyRecord();
        if (findings.failure().isPresent()
                && !applies.filter(record -> record.domain().equals(author)).isPresent()) {
            return done(without(Verdict.TEMPERROR, findings.failure().get()));
        }
        if (applies.isEmpty()) {
            return done(without(Verdict.NONE, "no policy record for " + author));
        }
        DmarcRecord record = applies.get();
        if (!record.usable()) {
            return done(without(Verdict.PERMERROR, "the record of _dmarc." + record.domain() + " has no valid policy"));
        }
        return aligned(sender.stream().toList().iterator(), record.spfAlignment(), findings)
                .thenCompose(spf -> aligned(signers.iterator(), record.dkimAlignment(), findings)
                        .thenCompose(dkim -> conclude(record, spf, dkim)));
    }

    /** The first of the domains that is aligned with the author's (RFC 9989 §4.10.2). */
    private CompletionStage<Near> aligned(Iterator<String> domains, Alignment mode, TreeWalk.Findings findings) {
        if (!domains.hasNext()) {
            return CompletableFuture.completedFuture(Near.NONE);
        }
        String domain = domains.next();
        return isAligned(domain, mode, findings).thenCompose(near -> {
            if (near.domain().isPresent()) {
                return CompletableFuture.completedFuture(near);
            }
            return aligned(domains, mode, findings)
                    .thenApply(
                            rest -> rest.domain().isPresent() || near.failure().isEmpty() ? rest : near);
        });
    }

    private CompletionStage<Near> isAligned(String domain, Alignment mode, TreeWalk.Findings findings) {
        if (domain.equals(author)) {
            return CompletableFuture.completedFuture(new Near(Optional.of(domain), Optional.empty()));
        }
        String organization = findings.organizationalDomain();
        // An organizational domain ends its name or is it: all others need no walk.
        if (mode == Alignment.STRICT
                || findings.failure().isEmpty() && !within(domain, organization)
                || !within(domain, topLabel(author))) {
            return CompletableFuture.completedFuture(Near.NONE);
        }
        if (findings.failure().isPresent()) {
            return CompletableFuture.completedFuture(new Near(Optional.empty(), findings.failure()));
        }
        return walk.from(domain, dns)
                .thenApply(other -> other.failure().isEmpty()
                        ? new Near(
                                Optional.of(domain).filter(d -> other.organizationalDomain()
                                        .equals(organization)),
                                Optional.empty())
                        : new Near(Optional.empty(), other.failure()));
    }

    private CompletionStage<DmarcResult> conclude(DmarcRecord record, Near spf, Near dkim) {
        boolean pass = spf.domain().isPresent() || dkim.domain().isPresent();
        Optional<String> failure = spf.failure().or(dkim::failure);
        if (pass || failure.isPresent()) {
            Asked asked = asked(record, true);
            return done(new DmarcResult(
                    pass ? Verdict.PASS : Verdict.TEMPERROR,
                    author,
                    Optional.of(record),
                    asked.policy(),
                    spf.domain().isPresent(),
                    dkim.domain().isPresent(),
                    pass ? passed(spf, dkim) : failure.orElse("")));
        }
        Optional<Policy> missing =
                record.nonExistentPolicy().filter(np -> !record.domain().equals(author));
        CompletionStage<Optional<Boolean>> existence =
                missing.isPresent() ? exists() : CompletableFuture.completedFuture(Optional.of(true));
        return existence.thenApply(exists -> {
            Asked asked = asked(record, exists.orElse(true));
            return new DmarcResult(
                    exists.isPresent() ? Verdict.FAIL : Verdict.TEMPERROR,
                    author,
                    Optional.of(record),
                    asked.policy(),
                    false,
                    false,
                    asked.tag() + " of _dmarc." + record.domain() + "; " + nothingAligned()
                            + (exists.isPresent() ? "" : "; whether " + author + " exists is not known now"));
        });
    }

    /** The policy that applies, and what testing leaves of it (RFC 9989 §4.10.1; RFC 9989 §4.7, {@code t}). */
    private Asked asked(DmarcRecord record, boolean exists) {
        String tag = "p";
        Policy policy = record.policy();
        if (!record.domain().equals(author)) {
            if (!exists && record.nonExistentPolicy().isPresent()) {
                tag = "np";
                policy = record.nonExistentPolicy().get();
            } else if (record.subdomainPolicy().isPresent()) {
                tag = "sp";
                policy = record.subdomainPolicy().get();
            }
        }
        return record.testing()
                ? new Asked(policy.milder(), tag + "=" + policy.text() + " t=y")
                : new Asked(policy, tag + "=" + policy.text());
    }

    private String passed(Near spf, Near dkim) {
        String by = dkim.domain().map(domain -> "signature of " + domain).orElse("");
        String and = spf.domain().isPresent() && dkim.domain().isPresent() ? " and " : "";
        return by + and + spf.domain().map(domain -> "SPF of " + domain).orElse("") + " aligned with " + author;
    }

    private String nothingAligned() {
        String spf = sender.map(domain -> "SPF passed for " + domain + ", not aligned")
                .orElse("SPF did not pass");
        String dkim = signers.isEmpty()
                ? "no signature passed"
                : "signature of " + signers.get(0)
                        + (signers.size() > 1 ? " and " + (signers.size() - 1) + " more" : "") + " not aligned";
        return spf + "; " + dkim;
    }

    /** Whether the author's domain exists: has any A, AAAA or MX (RFC 9989 §3.2.13). Empty if nobody knows. */
    private CompletionStage<Optional<Boolean>> exists() {
        return known(dns.mx(author))
                .thenCompose(mx -> orElse(mx, () -> known(dns.addresses4(author))))
                .thenCompose(found -> orElse(found, () -> known(dns.addresses6(author))));
    }

    private static CompletionStage<Optional<Boolean>> orElse(
            Optional<Boolean> before, Supplier<CompletionStage<Optional<Boolean>>> next) {
        if (before.orElse(false)) {
            return CompletableFuture.completedFuture(before);
        }
        BiFunction<Optional<Boolean>, Optional<Boolean>, Optional<Boolean>> either =
                (one, other) -> other.orElse(false) ? other : one.isEmpty() ? one : other;
        return next.get().thenApply(after -> either.apply(before, after));
    }

    private static <T> CompletionStage<Optional<Boolean>> known(CompletionStage<DnsAnswer<T>> answer) {
        return answer.thenApply(a -> a.definite() ? Optional.of(!a.records().isEmpty()) : Optional.empty());
    }

    private DmarcResult without(Verdict verdict, String reason) {
        return new DmarcResult(verdict, author, Optional.empty(), Policy.NONE, false, false, reason);
    }

    private static boolean within(String domain, String above) {
        return domain.equals(above) || domain.endsWith("." + above);
    }

    private static String topLabel(String domain) {
        return domain.substring(domain.lastIndexOf('.') + 1);
    }

    private static CompletionStage<DmarcResult> done(DmarcResult result) {
        return CompletableFuture.completedFuture(result);
    }
}
