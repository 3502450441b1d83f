package org.posthaste.mailstore.jdbc;

import org.posthaste.mailstore.QueueStoreContract;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;

/** The contract over H2. */
class JdbcQueueStoreTest extends QueueStoreContract {
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
