package org.posthaste.pop3.session;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.posthaste.mailstore.AccountId;

/** Exclusive access to maildrops (RFC 1939 §4): one POP3 session per account. IMAP sessions and deliveries go on; a maildrop is a snapshot. Thread-safe. */
public final class MaildropLocks {
    private final Set<AccountId> held = ConcurrentHashMap.newKeySet();

    /** Locks; empty if another session has the lock. */
    public Optional<Lease> acquire(AccountId account) {
        return held.add(account) ? Optional.of(new Lease(account)) : Optional.empty();
    }

    /** A lock that is held until closed. Thread-safe; closing it again is harmless. */
    public final class Lease implements AutoCloseable {
        private final AccountId account;
        private boolean open = true;

        private Lease(AccountId account) {
            this.account = account;
        }

        @Override
        public synchronized void close() {
            if (open) {
                open = false;
                held.remove(account);
            }
        }
    }
}
