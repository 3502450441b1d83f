package org.posthaste.smtp.verify.dkim;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.posthaste.common.dns.DnsAnswer;
import org.posthaste.common.dns.DnsResolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of verifying that DKIM and ARC share: body hash, key record, signature. Thread-safe.
 *
 * <p>Several key records at one name are tried in order, {@value #MAX_RECORDS} at most (RFC 6376 §6.1.2).
 */
public final class SignatureCheck {
    private static final Logger LOG = LoggerFactory.getLogger(SignatureCheck.class);
    private static final int MAX_RECORDS = 4;

    private final PublicKeys keys;

    /** With a cache of keys. */
    public SignatureCheck(PublicKeys keys) {
        this.keys = keys;
    }

    /**
     * A key that verified a signature.
     *
     * @param bits of the key
     */
    public record Verified(DkimKeyRecord record, int bits) {}

    /** The algorithm of a signature; historic and unknown ones fail (RFC 8301 §3.1, RFC 6376 §3.3.4). */
    public static SigningKey.Algorithm algorithm(SignatureTags tags) throws InvalidSignatureException {
        if (tags.algorithm().equals("rsa-sha1")) {
            throw InvalidSignatureException.permanent("rsa-sha1 is no longer accepted (RFC 8301)");
        }
        return SigningKey.Algorithm.named(tags.algorithm())
                .orElseThrow(() -> InvalidSignatureException.syntax("unknown algorithm a=" + tags.algorithm()));
    }

    /** Compares bh= with the body. */
    public static void body(SignatureTags tags, HashedMessage message) throws InvalidSignatureException {
        HashedMessage.BodyHash body = message.bodyHash(tags.bodyForm(), tags.bodyLimit())
                .orElseThrow(() -> InvalidSignatureException.permanent("the body was not hashed for this signature"));
        if (tags.bodyLimit().orElse(0) > body.length()) {
            throw new InvalidSignatureException(
                    DkimResult.Verdict.FAIL,
                    "the body is shorter than l=" + tags.bodyLimit().orElse(0));
        }
        if (!MessageDigest.isEqual(tags.bodyHash(), body.sha256())) {
            throw new InvalidSignatureException(DkimResult.Verdict.FAIL, "the body was changed");
        }
    }

    /** Asks for the key records of a signature. */
    public static CompletionStage<DnsAnswer<String>> records(SignatureTags tags, DnsResolver dns) {
        return dns.txt(tags.keyName());
    }

    /** Verifies the signature over {@code signed} with the keys that were found. */
    public Verified signature(
            SignatureTags tags, SigningKey.Algorithm algorithm, CanonicalHeader signed, DnsAnswer<String> answer)
            throws InvalidSignatureException {
        List<DkimKeyRecord> records = keyRecords(tags, algorithm, answer);
        for (DkimKeyRecord record : records.subList(0, records.size() - 1)) {
            try {
                return signature(tags, algorithm, signed, record);
            } catch (InvalidSignatureException e) {
                LOG.debug("one of {} keys at {}: {}", records.size(), tags.keyName(), e.reason());
            }
        }
        return signature(tags, algorithm, signed, records.get(records.size() - 1));
    }

    private static List<DkimKeyRecord> keyRecords(
            SignatureTags tags, SigningKey.Algorithm algorithm, DnsAnswer<String> answer)
            throws InvalidSignatureException {
        if (answer instanceof DnsAnswer.TemporaryFailure<String> failure) {
            throw new InvalidSignatureException(
                    DkimResult.Verdict.TEMPERROR, "no answer for " + tags.keyName() + ": " + failure.reason());
        }
        if (answer.records().isEmpty()) {
            throw InvalidSignatureException.permanent("no key at " + tags.keyName());
        }
        List<DkimKeyRecord> records = new ArrayList<>();
        String problem = "no key at " + tags.keyName();
        for (String text : answer.records()) {
            try {
                DkimKeyRecord record = DkimKeyRecord.parse(text);
                Optional<String> misfit = misfit(record, algorithm);
                if (misfit.isEmpty()) {
                    records.add(record);
                } else {
                    problem = "the key at " + tags.keyName() + " " + misfit.get();
                }
            } catch (InvalidSignatureException e) {
                problem = "the record at " + tags.keyName() + " is wrong: " + e.reason();
            }
        }
        if (records.isEmpty()) {
            throw InvalidSignatureException.permanent(problem);
        }
        return records.subList(0, Math.min(records.size(), MAX_RECORDS));
    }

    private static Optional<String> misfit(DkimKeyRecord record, SigningKey.Algorithm algorithm) {
        if (record.revoked()) {
            return Optional.of("is revoked");
        }
        if (!record.keyType().equals(algorithm.keyType())) {
            return Optional.of("is not for " + algorithm.keyType());
        }
        if (!record.servesMail()) {
            return Optional.of("is not for mail");
        }
        return record.allowsSha256() ? Optional.empty() : Optional.of("is not for SHA-256");
    }

    private Verified signature(
            SignatureTags tags, SigningKey.Algorithm algorithm, CanonicalHeader signed, DkimKeyRecord record)
            throws InvalidSignatureException {
        VerifyingKey key;
        try {
            key = keys.key(algorithm, record.keyData());
        } catch (InvalidSignatureException e) {
            throw InvalidSignatureException.permanent("at " + tags.keyName() + ": " + e.reason());
        }
        if (!key.verifies(signed, tags.signature())) {
            throw new InvalidSignatureException(
                    DkimResult.Verdict.FAIL, "the signature does not fit header and key " + tags.keyName());
        }
        return new Verified(record, key.bits());
    }
}
