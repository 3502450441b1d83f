package org.posthaste.mailstore.dmarc;

/**
 * Messages that fared alike: a row of an aggregate report (RFC 9990 §3.1.1).
 *
 * @param source the address they came from; empty text for the rest of a report with too many rows
 * @param disposition {@code none}, {@code pass}, {@code quarantine} or {@code reject}
 * @param dkimAligned DMARC passed by DKIM
 * @param spfAligned DMARC passed by SPF
 * @param override why the policy was not applied, a type of RFC 9990 §3.1.6 and perhaps a comment behind a space; empty text if it was
 * @param headerFrom domain of the author
 * @param envelopeFrom domain of the reverse-path
 * @param dkim results of signatures, {@code domain/selector=result}, with spaces between them
 * @param spf result of SPF, {@code domain=result}; may be empty
 */
public record DmarcRow(
        String source,
        String disposition,
        boolean dkimAligned,
        boolean spfAligned,
        String override,
        String headerFrom,
        String envelopeFrom,
        String dkim,
        String spf) {
    /** True if DMARC passed. */
    public boolean passed() {
        return dkimAligned || spfAligned;
    }
}
