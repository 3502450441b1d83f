package org.posthaste.mailstore.jdbc;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Numbers from a counter, taken from it many at a time, so that giving one costs nothing. What is left when the process ends is never given. Committer only, but for {@link #run}.
 *
 * <p>The first number of all is also the number of this run of the process: no other run has it.
 */
final class NumberBlock {
    private static final int SIZE = 1000;

    private final String counter;
    private long next;
    private long end;
    private volatile long run;
    /** Whose transaction took the block, as long as it is not committed: should it fail, the numbers are anybody's. */
    private @Nullable Batch taking;

    NumberBlock(String counter) {
        this.counter = counter;
    }

    long next(Batch batch) throws SQLException {
        take(batch);
        return next++;
    }

    /** The number of this run, for something to be written. */
    long run(Batch batch) throws SQLException {
        take(batch);
        return run;
    }

    /** The number of this run; 0 as long as nothing was written. Any thread. */
    long run() {
        return run;
    }

    private void take(Batch batch) throws SQLException {
        boolean lost = taking != null && taking != batch;
        if (next < end && !lost) {
            return;
        }
        long first = CounterTable.next(batch.tx(), counter, SIZE);
        if (run == 0 || lost && run == end - SIZE) {
            run = first;
        }
        next = first;
        end = first + SIZE;
        taking = batch;
        batch.afterCommit(() -> taking = null);
    }
}
