package org.posthaste.mailstore.dmarc;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.posthaste.mailstore.dmarc.ReceivedReport.Kind;
import org.posthaste.mailstore.journal.JournalEntry;

/** Reports that others sent. Thread-safe. Methods that return no stage read, and may block shortly. */
public interface ReceivedReports {
    /** What became of a report. */
    enum Kept {
        KEPT,
        /** The same report of the same sender is here. */
        DUPLICATE,
        /** Too much came for this domain in the last 24 hours. */
        TOO_MUCH
    }

    /**
     * A report to keep.
     *
     * @param dmarc its rows, if it is of that kind
     * @param tls its rows, if it is of that kind
     */
    record Arrived(ReceivedReport report, List<Counted<DmarcRow>> dmarc, List<Counted<TlsRow>> tls) {
        public Arrived {
            dmarc = List.copyOf(dmarc);
            tls = List.copyOf(tls);
        }
    }

    /** A report in the list. */
    record Listed(long id, ReceivedReport report, long counted, long failed, int rows) {}

    /**
     * Keeps reports of one message, all in one transaction, with the entries.
     *
     * @return what became of each; durable
     */
    CompletionStage<List<Kept>> keep(List<Arrived> reports, List<JournalEntry> journal);

    /** Those received last, the latest first; about one of our domains or all. */
    List<Listed> latest(Optional<String> domain, int limit);

    /** Those about a domain whose time ended since then, the latest first. */
    List<Listed> of(String domain, Kind kind, Instant since, int limit);

    /** The report of this number. */
    Optional<Listed> find(long id);

    /** Rows of a report, in its order. */
    List<Counted<DmarcRow>> dmarcRows(long id, int limit);

    /** Rows of a report, in its order. */
    List<Counted<TlsRow>> tlsRows(long id, int limit);

    /** Rows of several reports added up, the largest numbers first. */
    List<Counted<DmarcRow>> dmarcRows(String domain, Instant since, boolean authenticated, int limit);

    /** Rows of several reports added up, the largest numbers first. */
    List<Counted<TlsRow>> tlsRows(String domain, Instant since, boolean authenticated, int limit);

    /** Forgets reports received before then. */
    CompletionStage<Void> forgetBefore(Instant time);
}
