package org.posthaste.common.net;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The open connections of one server. Thread-safe. */
public final class SessionRegistry {
    private final Map<String, ServerConnection> open = new ConcurrentHashMap<>();
    private final Map<String, WireTap> taps = new ConcurrentHashMap<>();

    SessionRegistry() {}

    /** All open connections, oldest first. */
    public List<SessionInfo> list() {
        return open.values().stream()
                .map(ServerConnection::info)
                .sorted(Comparator.comparing(SessionInfo::since).thenComparing(SessionInfo::id))
                .toList();
    }

    /** Number of open connections. */
    public int size() {
        return open.size();
    }

    /** Asks the session with this id to say goodbye, and closes its connection after {@code grace} at the latest. False if there is none. */
    public boolean close(String id, Duration grace) {
        ServerConnection connection = open.get(id);
        if (connection == null) {
            return false;
        }
        connection.shutdown(grace);
        return true;
    }

    /** Does the same with all sessions of a user, after a password change or a removal; returns how many. */
    public int closeUser(String user, Duration grace) {
        int count = 0;
        for (ServerConnection connection : open.values()) {
            if (connection.user().filter(user::equals).isPresent()) {
                connection.shutdown(grace);
                count++;
            }
        }
        return count;
    }

    /** Has the conversations of a user followed, those open now and later ones, until {@link #untap}. Before login they are nobody's. */
    public void tap(String user, WireTap tap) {
        taps.put(user, tap);
    }

    /** Ends what {@link #tap} began. */
    public void untap(String user, WireTap tap) {
        taps.remove(user, tap);
    }

    /** Who follows a user, who is asked for only if anybody is followed. */
    Optional<WireTap> tapOf(Supplier<Optional<String>> user) {
        return taps.isEmpty() ? Optional.empty() : user.get().map(taps::get);
    }

    /** Waits until no connection is open; false if some still are after the time given. */
    synchronized boolean awaitEmpty(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!open.isEmpty()) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    void add(ServerConnection connection) {
        open.put(connection.id(), connection);
    }

    void remove(ServerConnection connection) {
        open.remove(connection.id());
        if (open.isEmpty()) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    Iterable<ServerConnection> connections() {
        return open.values();
    }
}
