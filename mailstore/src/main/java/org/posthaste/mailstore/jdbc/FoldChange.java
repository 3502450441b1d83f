package org.posthaste.mailstore.jdbc;

import java.sql.SQLException;
import java.util.List;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.index.IndexEntry;
import org.posthaste.mailstore.index.IndexPage;

/**
 * Turns the oldest rows of a mailbox into a page, from which it is loaded fifty times faster. Shows nowhere else. Never in one batch with a {@link PurgeChange}, which deletes rows that this would have
 * read: the housekeeper waits for each before the next.
 */
record FoldChange(AccountId account, MailboxId mailbox) implements Change<Integer> {
    /** The number of rows left, 0 if they are not enough for a page. */
    @Override
    public Integer execute(Batch batch) throws SQLException {
        MailboxState target = batch.mailbox(account, mailbox);
        List<IndexEntry> rows = MessageTable.oldestRows(batch.tx(), mailbox.value(), IndexPage.CAPACITY);
        if (rows.isEmpty()) {
            return 0;
        }
        int barrier =
                MessageTable.pageBehind(batch.tx(), mailbox.value(), rows.get(0).uid());
        List<IndexEntry> run = barrier == 0
                ? rows
                : rows.stream().takeWhile(row -> row.uid() < barrier).toList();
        if (run.size() < IndexPage.CAPACITY && barrier == 0) {
            return 0;
        }
        batch.changedLazily();
        MessageTable.insertPage(batch.tx(), mailbox.value(), IndexPage.of(run));
        MessageTable.deleteRows(
                batch.tx(),
                mailbox.value(),
                run.get(0).uid(),
                run.get(run.size() - 1).uid());
        target.unfolded(Math.max(0, target.unfolded() - run.size()));
        target.writes().change();
        return target.unfolded();
    }
}
