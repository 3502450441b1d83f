package org.posthaste.smtp.verify.arc;

import java.util.List;
import org.posthaste.common.message.HeaderBlock;
import org.posthaste.smtp.verify.dkim.CanonicalHeader;
import org.posthaste.smtp.verify.dkim.Canonicalization;
import org.posthaste.smtp.verify.dkim.DkimResult;
import org.posthaste.smtp.verify.dkim.InvalidSignatureException;
import org.posthaste.smtp.verify.dkim.SignatureTags;

/**
 * The three fields of one instance, RFC 8617 §3.1.
 *
 * @param results index of the ARC-Authentication-Results field
 */
record ArcSet(int instance, int results, SignatureTags message, SignatureTags seal) {
    /** A chain that fails. */
    static InvalidSignatureException broken(String reason) {
        return new InvalidSignatureException(DkimResult.Verdict.FAIL, reason);
    }

    /** What the seal may say and the message signature may cover (RFC 8617 §4.1.2, §4.1.3, §5.2 step 3 C). */
    void check() throws InvalidSignatureException {
        String chain = seal.tags().value("cv").orElse("");
        String expected = instance == 1 ? "none" : "pass";
        if (!chain.equals(expected)) {
            throw broken("seal " + instance + " does not say cv=" + expected);
        }
        if (seal.tags().value("h").isPresent()) {
            throw broken("seal " + instance + " has h=");
        }
        if (message.fields().contains("arc-seal")) {
            throw broken("message signature " + instance + " covers ARC-Seal");
        }
    }

    /** Adds the fields of this set in the order in which seals cover them (RFC 8617 §5.1.1). */
    void addTo(CanonicalHeader signed, HeaderBlock header) {
        for (int field : List.of(results, message.field(), seal.field())) {
            signed.field(header, field, Canonicalization.RELAXED);
        }
    }

    /** What its seal covers, with the sets before it. */
    static CanonicalHeader sealed(HeaderBlock header, List<ArcSet> sets, ArcSet newest) {
        CanonicalHeader signed = new CanonicalHeader();
        for (ArcSet set : sets.subList(0, newest.instance - 1)) {
            set.addTo(signed, header);
        }
        signed.field(header, newest.results, Canonicalization.RELAXED);
        signed.field(header, newest.message.field(), Canonicalization.RELAXED);
        signed.signature(header, newest.seal, Canonicalization.RELAXED);
        return signed;
    }

    /** This set as a hop. */
    ArcHop hop(HeaderBlock header) {
        String body = header.fields().get(results).body();
        return new ArcHop(
                instance,
                seal.domain(),
                seal.selector(),
                body.substring(body.indexOf(';') + 1).strip());
    }
}
