package org.posthaste.mailstore.jdbc;

import org.posthaste.mailstore.AnnotationsContract;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;

/** Annotations over H2. */
class JdbcAnnotationsTest extends AnnotationsContract {
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
