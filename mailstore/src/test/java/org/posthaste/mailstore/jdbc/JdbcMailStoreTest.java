package org.posthaste.mailstore.jdbc;

import org.posthaste.mailstore.MailStoreContract;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;

/** The contract over H2. */
class JdbcMailStoreTest extends MailStoreContract {
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
