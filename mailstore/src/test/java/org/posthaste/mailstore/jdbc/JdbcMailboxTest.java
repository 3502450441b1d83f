package org.posthaste.mailstore.jdbc;

import org.posthaste.mailstore.MailboxContract;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;

/** Mailboxes over H2. */
class JdbcMailboxTest extends MailboxContract {
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
