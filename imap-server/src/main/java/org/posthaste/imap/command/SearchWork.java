package org.posthaste.imap.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.imap.search.Found;
import org.posthaste.imap.search.SearchProgram;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.imap.session.SelectedMailbox;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.MessageReader;
import org.posthaste.mailstore.search.SearchEngine;
import org.posthaste.mailstore.sort.HeaderColumns;
import org.posthaste.mailstore.sort.HeaderColumnsCache;

/**
 * Runs what may take long apart from the sessions: on a pool of its own, so that many such commands cannot hold up other sessions. It is stopped when the connection ends.
 */
final class SearchWork {
    private SearchWork() {}

    /** What is run; it may block on the disk and must not touch the session. */
    interface Task<T> {
        T run(Progress progress) throws IOException;
    }

    /**
     * Runs a task and goes on with its result on the session's executor.
     *
     * @param quick whether it is so little that it runs here and now
     * @param messages how many it will look at
     */
    static <T> Outcome run(ImapSession session, boolean quick, long messages, Task<T> task, Function<T, Outcome> then) {
        Progress progress = new Progress(messages);
        if (quick) {
            return then.apply(run(task, progress));
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            Future<?> running = session.services().searches().submit(() -> {
                try {
                    result.complete(run(task, progress));
                } catch (RuntimeException | Error e) {
                    // Errors too: the session waits for an answer, whatever happens.
                    result.completeExceptionally(e);
                }
            });
            session.workBegun(() -> running.cancel(true));
        } catch (RejectedExecutionException e) {
            throw ImapRefusal.no(ResponseCode.LIMIT, "Too many searches, try again later");
        }
        return Outcome.later(result, then, progress);
    }

    /** Brings what a search found into an order or a shape, by the header fields kept in columns. */
    interface Arrangement<T> {
        T of(MailboxSnapshot snapshot, int[] hits, MessageReader reader, HeaderColumns columns) throws IOException;
    }

    /** Searches the selected mailbox, arranges what was found, and goes on with that: what SORT and THREAD share. */
    static <T> Outcome arranged(
            ImapSession session,
            SelectedMailbox selected,
            SearchProgram program,
            Arrangement<T> arrangement,
            Function<T, Outcome> then) {
        MailboxSnapshot snapshot = selected.told();
        boolean quick = snapshot.count() <= SearchProgram.SMALL && program.quick(snapshot.count());
        MessageReader reader = quick ? selected.reader() : selected.mailbox().reader();
        HeaderColumnsCache columns = session.services().columns();
        Task<T> task = progress -> {
            int[] hits = Found.ascending(SearchEngine.search(snapshot, program.query(), progress.watching(reader)));
            T result = arrangement.of(snapshot, hits, reader, columns.of(snapshot));
            columns.trim();
            return result;
        };
        return run(session, quick, snapshot.count(), task, then);
    }

    private static <T> T run(Task<T> task, Progress progress) {
        try {
            return task.run(progress);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
