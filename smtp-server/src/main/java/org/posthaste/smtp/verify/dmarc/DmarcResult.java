package org.posthaste.smtp.verify.dmarc;

import java.util.Locale;
import java.util.Optional;

/**
 * What DMARC says of a message (RFC 9989 §5.3).
 *
 * @param verdict the result
 * @param authorDomain the domain of From that was judged, in lower case; empty if there is none
 * @param record the policy record that applies; empty if there is none or nobody knows
 * @param policy what the domain's owner asks for if such a message fails: after {@code sp}, {@code np} and {@code t};
 *     {@code NONE} without a record
 * @param spfAligned SPF passed for a domain that belongs to the author's
 * @param dkimAligned a signature passed whose domain belongs to the author's
 * @param reason one short sentence for the journal, naming the clause that decided; printable ASCII
 */
public record DmarcResult(
        Verdict verdict,
        String authorDomain,
        Optional<DmarcRecord> record,
        DmarcRecord.Policy policy,
        boolean spfAligned,
        boolean dkimAligned,
        String reason) {
    /** The results of RFC 9989 §9.2. */
    public enum Verdict {
        /** No policy record, or no domain to ask. */
        NONE,
        /** A proved domain is aligned with the author's. */
        PASS,
        /** None is; the policy applies. */
        FAIL,
        /** The DNS did not answer. */
        TEMPERROR,
        /** The record cannot be used. */
        PERMERROR;

        /** As in Authentication-Results. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
