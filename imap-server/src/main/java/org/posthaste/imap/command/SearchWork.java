package org.posthaste.imap.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.imap.session.ImapSession;

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
                } catch (RuntimeException e) {
                    result.completeExceptionally(e);
                }
            });
            session.workBegun(() -> running.cancel(true));
        } catch (RejectedExecutionException e) {
            throw ImapRefusal.no(ResponseCode.LIMIT, "Too many searches, try again later");
        }
        return Outcome.later(result, then, progress);
    }

    private static <T> T run(Task<T> task, Progress progress) {
        try {
            return task.run(progress);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
