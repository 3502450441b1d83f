package org.posthaste.mailstore.text;

import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.RebuiltIndexes;
import org.posthaste.mailstore.search.CandidateFilter;

/**
 * The text indexes of all accounts, kept up to date by one thread in the background. They can be lost at any time: then
 * searches read all mail, until the indexes are made anew. Thread-safe.
 */
public final class TextIndexes implements AutoCloseable {
    private final OpenIndexes indexes;
    private final Indexer indexer;

    /** Indexes in a folder, which is made when it is needed. */
    public TextIndexes(Path folder, IndexedMail mail, IndexingPolicy policy) {
        this.indexes = new OpenIndexes(folder);
        this.indexer = new Indexer(folder, indexes, mail, policy);
    }

    /** Begins to index. */
    public void start() {
        indexer.start();
    }

    /** What searches of an account's mail can be spared. */
    public CandidateFilter filter(AccountId account) {
        return new AccountFilter(indexes, account);
    }

    /** Something changed in a mailbox of this account, maybe a message came. Cheap. */
    public void changed(AccountId account) {
        indexer.changed(account);
    }

    /** Messages that are due to be indexed. */
    public long waiting() {
        return indexer.waiting();
    }

    /** Makes all indexes anew; returns when that is done. Fails with a StoreException if it cannot be done. */
    public RebuiltIndexes rebuild() {
        return indexer.rebuild();
    }

    /** Reads all indexes and names those that are damaged, which then are made anew. */
    public List<String> check() {
        List<String> damages = new ArrayList<>();
        for (AccountId account : indexer.indexed()) {
            try {
                indexes.look(account, view -> {
                    AccountIndex.check(view);
                    return view.messages();
                });
            } catch (InterruptedIOException e) {
                Thread.currentThread().interrupt();
                return damages;
            }
            if (indexes.damaged().contains(account)) {
                indexer.changed(account);
                damages.add("text index of account " + account.value() + ": damaged, it is made anew");
            }
        }
        return damages;
    }

    /** Ends indexing where it is; what is not indexed is found again. */
    @Override
    public void close() {
        indexer.close();
        indexes.close();
    }
}
