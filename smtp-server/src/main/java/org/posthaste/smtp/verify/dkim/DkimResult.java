package org.posthaste.smtp.verify.dkim;

import java.util.Locale;

/**
 * What became of one signature.
 *
 * @param domain d= in lower case as A-labels; empty if the signature does not say
 * @param selector s=
 * @param identity i=, or {@code @} and the domain
 * @param algorithm a= as written
 * @param signatureStart the first eight characters of b=, for {@code header.b} (RFC 6008)
 * @param testing the key says {@code t=y}: its domain is testing (RFC 6376 §3.6.1)
 * @param reason one sentence for log, header and {@code why}; for a pass, the kind of key
 */
public record DkimResult(
        Verdict verdict,
        String domain,
        String selector,
        String identity,
        String algorithm,
        String signatureStart,
        boolean testing,
        String reason) {

    /** The results of RFC 8601 §2.7.1. */
    public enum Verdict {
        NONE,
        PASS,
        FAIL,
        POLICY,
        NEUTRAL,
        TEMPERROR,
        PERMERROR;

        /** As an Authentication-Results field has it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A signature of which nothing is known but that it cannot be verified. */
    static DkimResult unread(Verdict verdict, String reason) {
        return new DkimResult(verdict, "", "", "", "", "", false, reason);
    }

    /** True if this is a pass. */
    public boolean passed() {
        return verdict == Verdict.PASS;
    }
}
