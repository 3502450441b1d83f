package org.posthaste.mailstore.dmarc;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.posthaste.mailstore.tls.ReportState;

/**
 * What we judged by DMARC, and the reports we send of it. Thread-safe. Methods that return no stage read, and may block shortly; stages complete as those of the store do, those of counting and forgetting
 * without waiting for the disk.
 */
public interface DmarcRecords {
    /** Adds to what was counted. */
    CompletionStage<Void> count(List<DmarcTally> more);

    /** What was counted on a day for a domain, the largest first. */
    List<DmarcTally> tallies(String domain, long day, int limit);

    /** Domains with messages on a day. */
    List<String> domains(long day);

    /** Forgets what was counted on a day for a domain, durably. */
    CompletionStage<Void> forget(String domain, long day);

    /** Reports about that day and later ones. */
    List<ReportState> reports(long sinceDay);

    /** Keeps a report's state instead of the former. */
    CompletionStage<Void> keep(ReportState report);

    /** Forgets everything counted before a day, and reports of that time. */
    CompletionStage<Void> forgetBefore(long day);
}
