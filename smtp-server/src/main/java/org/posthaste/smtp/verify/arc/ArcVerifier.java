package org.posthaste.smtp.verify.arc;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.common.message.HeaderBlock;
import org.posthaste.smtp.verify.arc.ArcResult.Chain;
import org.posthaste.smtp.verify.dkim.ArcInstance;
import org.posthaste.smtp.verify.dkim.CanonicalHeader;
import org.posthaste.smtp.verify.dkim.HashedMessage;
import org.posthaste.smtp.verify.dkim.InvalidSignatureException;
import org.posthaste.smtp.verify.dkim.PublicKeys;
import org.posthaste.smtp.verify.dkim.SignatureCheck;
import org.posthaste.smtp.verify.dkim.SignatureTags;

/**
 * Validates the chain of a message, RFC 8617 §5.2. Thread-safe.
 *
 * <p>Keys are asked for one after the other from the newest set on, and no more once one fails. Fails: never; every
 * failure, those of the DNS too, fails the chain for good (RFC 8617 §5.2.1).
 */
public final class ArcVerifier {
    private final SignatureCheck check;

    /** With a cache of keys, which may be shared. */
    public ArcVerifier(PublicKeys keys) {
        this.check = new SignatureCheck(keys);
    }

    /** One chain being validated. */
    private record Case(HashedMessage message, ArcFields fields, List<ArcSet> sets, DnsResolver dns) {
        HeaderBlock header() {
            return message.header();
        }

        ArcResult result(Chain chain, String reason) {
            List<ArcHop> hops =
                    sets.stream().map(set -> set.hop(message.header())).toList();
            boolean continuable = fields.highest() < ArcInstance.MAX && !fields.saidToBeBroken();
            return new ArcResult(chain, hops, fields.highest(), continuable, reason);
        }
    }

    /**
     * The state of the chain.
     *
     * @param message hashed for verifying
     * @param now when it came
     */
    public CompletionStage<ArcResult> verify(HashedMessage message, Instant now, DnsResolver dns) {
        if (!message.complete()) {
            return CompletableFuture.completedFuture(
                    new ArcResult(Chain.FAIL, List.of(), 0, false, "the header is too large"));
        }
        ArcFields fields = new ArcFields(message.header());
        if (fields.none()) {
            return CompletableFuture.completedFuture(ArcResult.none());
        }
        Case unread = new Case(message, fields, List.of(), dns);
        if (fields.saidToBeBroken()) {
            return CompletableFuture.completedFuture(unread.result(Chain.FAIL, "the newest seal says cv=fail"));
        }
        try {
            return verify(new Case(message, fields, fields.sets(), dns));
        } catch (InvalidSignatureException e) {
            return CompletableFuture.completedFuture(unread.result(Chain.FAIL, e.reason()));
        }
    }

    private CompletionStage<ArcResult> verify(Case chain) {
        ArcSet newest = chain.sets.get(chain.sets.size() - 1);
        SignatureTags signature = newest.message();
        try {
            for (ArcSet set : chain.sets) {
                set.check();
            }
            if (!signature.fields().contains("from")) {
                throw ArcSet.broken("message signature " + newest.instance() + " does not cover From");
            }
            SignatureCheck.algorithm(signature);
            SignatureCheck.body(signature, chain.message);
        } catch (InvalidSignatureException e) {
            return CompletableFuture.completedFuture(chain.result(Chain.FAIL, e.reason()));
        }
        CanonicalHeader signed = new CanonicalHeader();
        signed.covered(chain.header(), signature);
        return verify(
                chain, signature, signed, "message signature " + newest.instance(), () -> verifySeal(chain, newest));
    }

    private CompletionStage<ArcResult> verifySeal(Case chain, ArcSet set) {
        return verify(
                chain,
                set.seal(),
                ArcSet.sealed(chain.header(), chain.sets, set),
                "seal " + set.instance(),
                () -> set.instance() == 1
                        ? CompletableFuture.completedFuture(chain.result(Chain.PASS, sealers(chain)))
                        : verifySeal(chain, chain.sets.get(set.instance() - 2)));
    }

    /** Checks one signature; goes on to the next only if it is good. */
    private CompletionStage<ArcResult> verify(
            Case chain,
            SignatureTags tags,
            CanonicalHeader signed,
            String what,
            Supplier<CompletionStage<ArcResult>> next) {
        return SignatureCheck.records(tags, chain.dns).thenCompose(answer -> {
            try {
                check.signature(tags, SignatureCheck.algorithm(tags), signed, answer);
            } catch (InvalidSignatureException e) {
                return CompletableFuture.completedFuture(chain.result(Chain.FAIL, what + ": " + e.reason()));
            }
            return next.get();
        });
    }

    private static String sealers(Case chain) {
        return chain.sets.stream().map(set -> set.seal().domain()).collect(Collectors.joining(", ", "sealed by ", ""));
    }
}
