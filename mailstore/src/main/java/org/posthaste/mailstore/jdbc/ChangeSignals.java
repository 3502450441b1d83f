package org.posthaste.mailstore.jdbc;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.change.ChangeBus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listeners of this process. */
final class ChangeSignals implements ChangeBus {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeSignals.class);

    private final Map<MailboxId, List<Runnable>> listeners = new ConcurrentHashMap<>();
    private final Map<AccountId, List<Runnable>> accountListeners = new ConcurrentHashMap<>();

    @Override
    public Subscription subscribe(MailboxId mailbox, Runnable listener) {
        return subscribe(listeners, mailbox, listener);
    }

    @Override
    public Subscription subscribe(AccountId account, Runnable listener) {
        return subscribe(accountListeners, account, listener);
    }

    private static <K> Subscription subscribe(Map<K, List<Runnable>> listeners, K mailbox, Runnable listener) {
        // A wrapper of its own, so that the same listener can be subscribed twice and each subscription ends alone.
        Runnable entry = () -> listener.run();
        listeners.compute(mailbox, (id, known) -> {
            List<Runnable> list = known == null ? new CopyOnWriteArrayList<>() : known;
            list.add(entry);
            return list;
        });
        return () -> listeners.computeIfPresent(mailbox, (id, known) -> {
            known.remove(entry);
            return known.isEmpty() ? null : known;
        });
    }

    void tell(Collection<MailboxId> mailboxes, Collection<AccountId> accounts) {
        tell(listeners, mailboxes);
        tell(accountListeners, accounts);
    }

    private static <K> void tell(Map<K, List<Runnable>> listeners, Collection<K> changed) {
        for (K mailbox : changed) {
            for (Runnable listener : listeners.getOrDefault(mailbox, List.of())) {
                try {
                    listener.run();
                } catch (RuntimeException e) {
                    LOG.error("a listener of {} failed", mailbox, e);
                }
            }
        }
    }
}
