package org.posthaste.mailstore.text;

import java.io.IOException;
import java.util.BitSet;
import java.util.Optional;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.index.PagedSnapshot;
import org.posthaste.mailstore.search.CandidateFilter;
import org.posthaste.mailstore.search.TextScope;

/** What the index of an account rules out. Messages that are not in the index yet are never ruled out. Thread-safe. */
final class AccountFilter implements CandidateFilter {
    /** Fewer messages are read as fast as they are looked up. */
    private static final int FEW = 16;

    private final OpenIndexes indexes;
    private final AccountId account;

    AccountFilter(OpenIndexes indexes, AccountId account) {
        this.indexes = indexes;
        this.account = account;
    }

    @Override
    public Optional<BitSet> candidates(MailboxSnapshot snapshot, TextScope scope, String folded) throws IOException {
        if (snapshot.count() < FEW || !(snapshot instanceof PagedSnapshot messages)) {
            return Optional.empty();
        }
        TrigramSearch search = new TrigramSearch(IndexedField.of(scope), folded);
        return indexes.look(account, view -> candidates(view, messages, search)).flatMap(found -> found);
    }

    private static Optional<BitSet> candidates(AccountIndex.View view, PagedSnapshot messages, TrigramSearch search)
            throws IOException {
        int mark = view.marks().uid(messages.mailbox());
        int next = mark == Integer.MAX_VALUE ? -messages.count() - 1 : messages.indexOf(mark + 1);
        int indexed = next < 0 ? -next - 1 : next;
        if (indexed == 0) {
            return Optional.empty();
        }
        Optional<LongSet> records = search.records(view.reader());
        if (records.isEmpty()) {
            return Optional.empty();
        }
        BitSet candidates = messages.indexesOf(records.get()::contains, indexed);
        candidates.set(indexed, messages.count());
        return Optional.of(candidates);
    }
}
