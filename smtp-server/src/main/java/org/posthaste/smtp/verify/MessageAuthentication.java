package org.posthaste.smtp.verify;

import java.util.List;
import org.posthaste.common.dns.DnsLookup;
import org.posthaste.smtp.verify.arc.ArcResult;
import org.posthaste.smtp.verify.dkim.DkimResult;
import org.posthaste.smtp.verify.dmarc.DmarcResult;
import org.posthaste.smtp.verify.iprev.IprevResult;
import org.posthaste.smtp.verify.spf.SpfResult;

/**
 * What all checks say of a message.
 *
 * @param iprev the client's name
 * @param mailFrom SPF of the reverse-path; for a null path the same as {@code helo}
 * @param helo SPF of the client's HELO name
 * @param dkim each signature that was looked at; empty if there is none
 * @param arc the chain of those who forwarded it
 * @param dmarc what its author's domain says
 * @param lookups the questions to the DNS, in order
 */
public record MessageAuthentication(
        IprevResult iprev,
        SpfResult mailFrom,
        SpfResult helo,
        List<DkimResult> dkim,
        ArcResult arc,
        DmarcResult dmarc,
        List<DnsLookup> lookups) {
    public MessageAuthentication {
        dkim = List.copyOf(dkim);
        lookups = List.copyOf(lookups);
    }

    /** True if the message came with a null path, so that only the client's HELO name was there for SPF to check. */
    public boolean heloOnly() {
        return mailFrom.identity() == SpfResult.Identity.HELO;
    }

    /** True if SPF passed for the reverse-path, or DMARC did: reports to it go where the message came from. */
    public boolean senderProved() {
        return mailFrom.verdict() == SpfResult.Verdict.PASS || dmarc.verdict() == DmarcResult.Verdict.PASS;
    }

    /** True if the DNS did not say what SPF or a signature needed. */
    public boolean incomplete() {
        return mailFrom.verdict() == SpfResult.Verdict.TEMPERROR
                || dkim.stream().anyMatch(result -> result.verdict() == DkimResult.Verdict.TEMPERROR);
    }
}
