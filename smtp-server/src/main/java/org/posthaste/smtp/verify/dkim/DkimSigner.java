package org.posthaste.smtp.verify.dkim;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import org.posthaste.common.message.HeaderBlock;

/**
 * Signs messages, RFC 6376 §5: relaxed, the whole body, the fields of {@link SignedFields}. A signature has no x=: mail
 * may wait for days and is read again for years. Thread-safe.
 */
public final class DkimSigner {
    private DkimSigner() {}

    /**
     * A DKIM-Signature field for a message, folded, with its line end; empty if the message's header is too large to be
     * signed.
     *
     * @param message hashed for signing
     * @param addedFields whole fields that will stand before the header, the first on top
     * @param now for t=
     */
    public static String sign(HashedMessage message, List<byte[]> addedFields, SigningKey key, Instant now) {
        if (!message.complete()) {
            return "";
        }
        HeaderBlock header = message.headerBehind(addedFields);
        return sign(message, header, new SignatureField("DKIM-Signature", "v=1"), SignedFields.names(header), key, now);
    }

    /**
     * An ARC-Message-Signature field (RFC 8617 §4.1.2): it covers what a DKIM-Signature does, and the DKIM-Signatures.
     *
     * @param instance {@code i=} and the number of the set
     */
    public static String signForArc(
            HashedMessage message, List<byte[]> addedFields, String instance, SigningKey key, Instant now) {
        HeaderBlock header = message.headerBehind(addedFields);
        List<String> names = SignedFields.namesAndSignatures(header);
        return sign(message, header, new SignatureField("ARC-Message-Signature", instance), names, key, now);
    }

    private static String sign(
            HashedMessage message,
            HeaderBlock header,
            SignatureField field,
            List<String> names,
            SigningKey key,
            Instant now) {
        CanonicalHeader signed = new CanonicalHeader();
        signed.fields(header, names, Canonicalization.RELAXED, -1);
        return field.signer(key, now)
                .tag("c", "relaxed/relaxed")
                .names(names)
                .tag("bh", bodyHash(message))
                .sign(signed, key);
    }

    /** The hash of the relaxed body in base64. */
    private static String bodyHash(HashedMessage message) {
        return message.bodyHash(Canonicalization.RELAXED, OptionalLong.empty())
                .map(body -> Base64.getEncoder().encodeToString(body.sha256()))
                .orElseThrow(() -> new IllegalArgumentException("the message was not hashed for signing"));
    }
}
