package org.posthaste.mailstore.jdbc;

import org.posthaste.mailstore.ReportsContract;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;

/** Reports over H2. */
class JdbcReportsTest extends ReportsContract {
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
