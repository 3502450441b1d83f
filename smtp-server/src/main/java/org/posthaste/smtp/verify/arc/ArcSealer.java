package org.posthaste.smtp.verify.arc;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.posthaste.common.message.HeaderBlock;
import org.posthaste.smtp.verify.arc.ArcResult.Chain;
import org.posthaste.smtp.verify.dkim.CanonicalHeader;
import org.posthaste.smtp.verify.dkim.Canonicalization;
import org.posthaste.smtp.verify.dkim.DkimSigner;
import org.posthaste.smtp.verify.dkim.HashedMessage;
import org.posthaste.smtp.verify.dkim.InvalidSignatureException;
import org.posthaste.smtp.verify.dkim.SignatureField;
import org.posthaste.smtp.verify.dkim.SigningKey;

/** Adds a set to the chain of a message that is sent on, RFC 8617 §5.1. Thread-safe. */
public final class ArcSealer {
    private ArcSealer() {}

    /**
     * The three fields of a new set, to be put before the header; empty if nothing may be added: the chain was already
     * sealed as failed, is as long as it may be, or the header is too large.
     *
     * @param message hashed for signing, with the header as it came
     * @param addedFields whole fields that will stand between the set and the header, the first on top
     * @param before what the validation of the chain said
     * @param authenticationResults payload with the authserv-id; may be folded
     */
    public static String seal(
            HashedMessage message,
            List<byte[]> addedFields,
            ArcResult before,
            String authenticationResults,
            SigningKey key,
            Instant now) {
        if (!message.complete() || !before.continuable()) {
            return "";
        }
        String instance = "i=" + (before.highest() + 1);
        String results = "ARC-Authentication-Results: " + instance + "; " + authenticationResults.strip() + "\r\n";
        String signature = DkimSigner.signForArc(message, addedFields, instance, key, now);
        CanonicalHeader signed = new CanonicalHeader();
        if (before.chain() == Chain.PASS) {
            addChain(signed, message.header());
        }
        HeaderBlock own = HeaderBlock.parse((results + signature).getBytes(StandardCharsets.UTF_8));
        signed.field(own, 0, Canonicalization.RELAXED);
        signed.field(own, 1, Canonicalization.RELAXED);
        String seal = new SignatureField("ARC-Seal", instance)
                .signer(key, now)
                .tag("cv", before.chain().text())
                .sign(signed, key);
        return seal + signature + results;
    }

    private static void addChain(CanonicalHeader signed, HeaderBlock header) {
        try {
            for (ArcSet set : new ArcFields(header).sets()) {
                set.addTo(signed, header);
            }
        } catch (InvalidSignatureException e) {
            throw new IllegalArgumentException("this chain did not pass", e);
        }
    }
}
