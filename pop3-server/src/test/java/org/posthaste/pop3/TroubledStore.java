package org.posthaste.pop3;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.MailStore;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.MessageReader;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;

/** A real store to which things happen that are hard to bring about: a full disk, a slow one, messages whose retention is over. Thread-safe. */
final class TroubledStore {
    private final MailStore real;
    private final Set<Integer> gone = ConcurrentHashMap.newKeySet();
    private volatile boolean diskFull;
    private volatile CompletableFuture<Void> removals = CompletableFuture.completedFuture(null);

    TroubledStore(MailStore real) {
        this.real = real;
    }

    void fillDisk() {
        diskFull = true;
    }

    void forget(int uid) {
        gone.add(uid);
    }

    /** Removals do not come to an end until {@link #releaseRemovals}. */
    void holdRemovals() {
        removals = new CompletableFuture<>();
    }

    void releaseRemovals() {
        removals.complete(null);
    }

    MailStore store() {
        return around(MailStore.class, real, (call, method, arguments) -> {
            Object result = call.call();
            return result instanceof Account account ? around(Account.class, account, this::account) : result;
        });
    }

    private Object account(Callable<Object> real, Method method, Object[] arguments) throws Exception {
        Object result = real.call();
        return method.getName().equals("mailbox")
                ? ((Optional<?>) result).map(mailbox -> around(Mailbox.class, (Mailbox) mailbox, this::mailbox))
                : result;
    }

    private Object mailbox(Callable<Object> real, Method method, Object[] arguments) throws Exception {
        if (method.getName().equals("remove")) {
            return diskFull
                    ? CompletableFuture.failedFuture(new StoreException(StoreFailure.UNAVAILABLE, "disk full"))
                    : removals.thenCompose(released -> stage(real));
        }
        Object result = real.call();
        return result instanceof MessageReader reader ? around(MessageReader.class, reader, this::message) : result;
    }

    private static CompletionStage<?> stage(Callable<Object> call) {
        try {
            return (CompletionStage<?>) call.call();
        } catch (Exception e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Object message(Callable<Object> real, Method method, Object[] arguments) throws Exception {
        if (gone.contains(((MailboxSnapshot) arguments[0]).uid((Integer) arguments[1]))) {
            throw new StoreException(StoreFailure.EXPUNGED, "retention is over");
        }
        return real.call();
    }

    /** Stands around a call of the real thing. */
    private interface Around {
        Object result(Callable<Object> real, Method method, Object[] arguments) throws Exception;
    }

    private static <T> T around(Class<T> type, T real, Around around) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            try {
                return around.result(() -> method.invoke(real, arguments), method, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
