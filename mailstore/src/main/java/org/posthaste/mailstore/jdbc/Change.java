package org.posthaste.mailstore.jdbc;

import java.io.IOException;
import java.sql.SQLException;

/**
 * A change of the store, executed by the committer together with others. It looks first and refuses with a StoreException before it changes anything; a failure after that fails all changes of
 * the batch.
 */
interface Change<T> {
    T execute(Batch batch) throws SQLException, IOException;

    /** Octets it brings, for bounding batches. */
    default long octets() {
        return 0;
    }

    /** Frees what it holds, if it was never executed. */
    default void abandoned() {}
}
