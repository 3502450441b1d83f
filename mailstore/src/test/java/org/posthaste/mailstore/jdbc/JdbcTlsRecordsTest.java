package org.posthaste.mailstore.jdbc;

import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;
import org.posthaste.mailstore.TlsRecordsContract;

/** What is remembered of TLS over H2. */
class JdbcTlsRecordsTest extends TlsRecordsContract {
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
