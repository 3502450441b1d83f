package org.posthaste.smtp.verify.dkim;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.posthaste.common.address.AddressParser;
import org.posthaste.common.dns.DnsAnswer;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.smtp.verify.dkim.DkimResult.Verdict;

/**
 * Verifies the signatures of a message, RFC 6376 §6.1. Thread-safe.
 *
 * <p>Fails: never; what cannot be verified is a result. Beyond the letter of the standard, a signature with l= that
 * leaves a part of the body unsigned is {@code policy}: anybody can append to such a message (RFC 6376 §8.2).
 */
public final class DkimVerifier {
    /** How far clocks may be apart. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofHours(1);

    private final SignatureCheck check;

    /** With a cache of keys, which may be shared. */
    public DkimVerifier(PublicKeys keys) {
        this.check = new SignatureCheck(keys);
    }

    /**
     * The results of all signatures that are looked at, from the top of the header; empty if there are none.
     *
     * @param message hashed for verifying
     * @param now when it came
     */
    public CompletionStage<List<DkimResult>> verify(HashedMessage message, Instant now, DnsResolver dns) {
        if (!message.complete()) {
            return CompletableFuture.completedFuture(List.of(DkimResult.unread(
                    Verdict.PERMERROR, "the header is larger than " + MessageHasher.MAX_HEADER + " octets")));
        }
        List<CompletableFuture<DkimResult>> results = new ArrayList<>();
        for (SignatureReading reading : message.signatures()) {
            if (reading instanceof SignatureReading.Parsed parsed) {
                results.add(verify(message, parsed.tags(), now, dns).toCompletableFuture());
            } else if (reading instanceof SignatureReading.Unparsed unparsed) {
                results.add(CompletableFuture.completedFuture(unparsed.result()));
            }
        }
        return CompletableFuture.allOf(results.toArray(new CompletableFuture<?>[0]))
                .thenApply(done -> results.stream().map(CompletableFuture::join).toList());
    }

    private CompletionStage<DkimResult> verify(
            HashedMessage message, SignatureTags tags, Instant now, DnsResolver dns) {
        try {
            SigningKey.Algorithm algorithm = SignatureCheck.algorithm(tags);
            requireFrom(tags);
            requireTime(tags, now);
            requireIdentity(tags);
            SignatureCheck.body(tags, message);
            return SignatureCheck.records(tags, dns).thenApply(answer -> judge(message, tags, algorithm, answer));
        } catch (InvalidSignatureException e) {
            return CompletableFuture.completedFuture(result(tags, e.verdict(), false, e.reason()));
        }
    }

    private DkimResult judge(
            HashedMessage message, SignatureTags tags, SigningKey.Algorithm algorithm, DnsAnswer<String> answer) {
        CanonicalHeader signed = new CanonicalHeader();
        signed.covered(message.header(), tags);
        try {
            SignatureCheck.Verified verified = check.signature(tags, algorithm, signed, answer);
            boolean testing = verified.record().testing();
            if (verified.record().strictIdentity() && !identityDomain(tags).equals(tags.domain())) {
                return result(tags, Verdict.PERMERROR, testing, "the key allows no subdomain in i= (t=s)");
            }
            long length = message.bodyHash(tags.bodyForm(), tags.bodyLimit())
                    .map(HashedMessage.BodyHash::length)
                    .orElse(0L);
            if (tags.bodyLimit().orElse(length) < length) {
                return result(
                        tags,
                        Verdict.POLICY,
                        testing,
                        "only " + tags.bodyLimit().orElse(length) + " of " + length + " octets of the body are signed");
            }
            return result(
                    tags,
                    Verdict.PASS,
                    testing,
                    verified.bits() + " bit " + algorithm.keyType() + " key " + tags.keyName());
        } catch (InvalidSignatureException e) {
            return result(tags, e.verdict(), false, e.reason());
        }
    }

    private static void requireFrom(SignatureTags tags) throws InvalidSignatureException {
        if (!tags.fields().contains("from")) {
            throw InvalidSignatureException.permanent("From is not signed");
        }
        if (tags.domain().indexOf('.') < 0) {
            throw InvalidSignatureException.permanent("a top-level domain cannot sign: d=" + tags.domain());
        }
    }

    private static void requireTime(SignatureTags tags, Instant now) throws InvalidSignatureException {
        long seconds = now.getEpochSecond();
        long signed = tags.time().orElse(0);
        if (tags.expiry().orElse(Long.MAX_VALUE) <= signed) {
            throw InvalidSignatureException.permanent("it expired before it was made: x= is not behind t=");
        }
        if (tags.expiry().orElse(Long.MAX_VALUE) < seconds) {
            throw InvalidSignatureException.permanent("the signature expired at "
                    + Instant.ofEpochSecond(tags.expiry().orElse(0)));
        }
        if (signed > seconds + CLOCK_TOLERANCE.toSeconds()) {
            throw InvalidSignatureException.permanent("the signature is of the future: t=" + signed);
        }
    }

    /** The domain of i= is d= or below it (RFC 6376 §3.5). */
    private static void requireIdentity(SignatureTags tags) throws InvalidSignatureException {
        String domain = identityDomain(tags);
        if (!domain.equals(tags.domain()) && !domain.endsWith("." + tags.domain())) {
            throw InvalidSignatureException.permanent("i=" + tags.identity() + " is not of d=" + tags.domain());
        }
    }

    private static String identityDomain(SignatureTags tags) throws InvalidSignatureException {
        String identity = tags.identity();
        return AddressParser.domain(identity.substring(identity.lastIndexOf('@') + 1))
                .orElseThrow(() -> InvalidSignatureException.syntax("i= has no domain"));
    }

    private static DkimResult result(SignatureTags tags, Verdict verdict, boolean testing, String reason) {
        String start = tags.signatureText();
        return new DkimResult(
                verdict,
                tags.domain(),
                tags.selector(),
                tags.identity(),
                tags.algorithm(),
                start.substring(0, Math.min(8, start.length())),
                testing,
                reason);
    }
}
