package org.posthaste.mailstore.tls;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What is remembered of TLS with other hosts. Thread-safe. Methods that return no stage read, and may block shortly; stages complete as those of the store do, those of counting without
 * waiting for the disk.
 */
public interface TlsRecords {
    /** The MTA-STS policies, those used last first. */
    List<StsEntry> policies(int limit);

    /** Keeps a policy instead of the one of the same domain. */
    CompletionStage<Void> keep(StsEntry policy);

    /** Forgets policies. */
    CompletionStage<Void> forget(Collection<String> domains);

    /** Adds to what was counted. */
    CompletionStage<Void> count(List<TlsTally> more);

    /** What was counted on these days of sessions to a domain, or under a policy of it; by day, the first first. */
    List<TlsTally> tallies(String domain, long fromDay, long toDay);

    /** Destinations and policy domains with sessions on a day. */
    List<String> domains(long day);

    /** Remembers that these hosts offered STARTTLS on a day. */
    CompletionStage<Void> offered(Collection<String> hosts, long day);

    /** Hosts that offered STARTTLS on that day or later, the latest first. */
    List<String> offering(long sinceDay, int limit);

    /** Reports about that day and later ones. */
    List<ReportState> reports(long sinceDay);

    /** Keeps a report's state instead of the former. */
    CompletionStage<Void> keep(ReportState report);

    /** Forgets everything counted before a day, and hosts and reports of that time. */
    CompletionStage<Void> forgetBefore(long day);
}
