package org.posthaste.mailstore.jdbc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.posthaste.mailstore.queue.QueueStore.ArrivalDesk;
import org.posthaste.mailstore.queue.QueuedRecipient;

/** What a batch has to tell whoever sends what is queued. Committer only. */
final class QueueNews {
    private final List<QueuedRecipient> claimed = new ArrayList<>();
    private final Map<Long, QueueTable.Stored> located = new HashMap<>();
    private final Set<String> wanted = new HashSet<>();
    private final Map<String, Instant> waiting = new HashMap<>();

    void claimed(List<QueuedRecipient> recipients, long message, QueueTable.Stored stored) {
        claimed.addAll(recipients);
        located.put(message, stored);
    }

    List<QueuedRecipient> claimed() {
        return claimed;
    }

    /** Where the messages are that somebody claimed. */
    Map<Long, QueueTable.Stored> located() {
        return located;
    }

    void waiting(String destination, Instant due) {
        if (due.isBefore(QueueTable.NEVER)) {
            waiting.merge(destination, due, (one, other) -> one.isBefore(other) ? one : other);
        }
    }

    void wanted(String destination, Instant now) {
        wanted.add(destination);
        waiting(destination, now);
    }

    void tell(ArrivalDesk desk) {
        if (!claimed.isEmpty()) {
            desk.arrived(List.copyOf(claimed));
        }
        wanted.forEach(desk::wanted);
        waiting.forEach(desk::waiting);
    }
}
