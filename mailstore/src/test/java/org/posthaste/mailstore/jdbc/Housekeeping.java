package org.posthaste.mailstore.jdbc;

import org.posthaste.mailstore.TestStore;

/** What a store does now and then by itself, for tests that cannot wait for it. */
public final class Housekeeping {
    private Housekeeping() {}

    /** Forgets what is past its retention at the store's time. */
    public static void purge(TestStore test) {
        ((JdbcMailStore) test.store()).housekeeper().purge();
    }
}
