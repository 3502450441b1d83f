package org.posthaste.mailstore.jdbc;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.mailstore.queue.Outcome;

/** Ends attempts of queued recipients, with what is to be written down and delivered about them. */
record SettleChange(QueueWriter queue, List<Outcome> outcomes, List<JournalEntry> journal, List<DeliverChange> notices)
        implements Change<Boolean> {
    @Override
    public long octets() {
        return notices.stream().mapToLong(DeliverChange::octets).sum();
    }

    @Override
    public Boolean execute(Batch batch) throws SQLException, IOException {
        batch.changed();
        queue.settle(batch, outcomes);
        batch.journal(journal);
        for (DeliverChange notice : notices) {
            notice.execute(batch, false);
        }
        return true;
    }

    @Override
    public void abandoned() {
        notices.forEach(DeliverChange::abandoned);
    }
}
