package org.posthaste.smtp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.queue.SendingLedger;

/** What users sent, in memory. Thread-safe. */
final class MemoryLedger implements SendingLedger {
    private final Map<AccountId, Map<Long, Hour>> hours = new HashMap<>();
    private final Map<AccountId, List<Long>> recipients = new HashMap<>();

    @Override
    public synchronized Usage usage(AccountId account, long sinceHour) {
        Map<Long, Hour> known = new HashMap<>(hours.getOrDefault(account, Map.of()));
        known.keySet().removeIf(hour -> hour < sinceHour);
        return new Usage(known, recipients.getOrDefault(account, List.of()));
    }

    @Override
    public synchronized CompletionStage<Void> record(List<Change> changes) {
        for (Change change : changes) {
            hours.computeIfAbsent(change.account(), id -> new HashMap<>()).putAll(change.hours());
            recipients
                    .computeIfAbsent(change.account(), id -> new ArrayList<>())
                    .addAll(change.recipients());
        }
        return CompletableFuture.completedFuture(null);
    }
}
