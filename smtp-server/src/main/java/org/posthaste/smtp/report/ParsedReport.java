package org.posthaste.smtp.report;

import java.time.Instant;
import java.util.List;
import org.posthaste.mailstore.dmarc.Counted;
import org.posthaste.mailstore.dmarc.DmarcRow;
import org.posthaste.mailstore.dmarc.ReceivedReport.Kind;
import org.posthaste.mailstore.dmarc.TlsRow;

/**
 * A report as its sender wrote it; nothing of it is proved.
 *
 * @param kind about what
 * @param about domain that it tells of, in lower case
 * @param organization who says to send it
 * @param contact whom to ask
 * @param reportId the sender's name for it
 * @param begins of the time it tells of
 * @param ends of that time
 * @param policy published, as tags and values
 * @param dmarc rows, if of that kind
 * @param tls rows, if of that kind
 */
public record ParsedReport(
        Kind kind,
        String about,
        String organization,
        String contact,
        String reportId,
        Instant begins,
        Instant ends,
        String policy,
        List<Counted<DmarcRow>> dmarc,
        List<Counted<TlsRow>> tls) {
    public ParsedReport {
        dmarc = List.copyOf(dmarc);
        tls = List.copyOf(tls);
    }
}
