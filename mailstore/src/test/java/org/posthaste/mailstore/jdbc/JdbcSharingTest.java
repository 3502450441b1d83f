package org.posthaste.mailstore.jdbc;

import org.posthaste.mailstore.SharingContract;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;

/** Sharing over H2. */
class JdbcSharingTest extends SharingContract {
    @Override
    protected TestStore open() {
        return TestStores.open();
    }

    @Override
    protected TestStore reopen(TestStore store) {
        store.store().close();
        return TestStores.reopen(store, config -> config);
    }
}
