package org.posthaste.smtp.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.posthaste.common.net.Timers;

/**
 * Brings together what the sender of one message is to be told of its recipients, so that it becomes one report though destinations answer at different times: it waits while other recipients of the
 * message are in hand, but not long. Thread-safe.
 */
final class PendingReports {
    /** Time for the other recipients of a message. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Time for recipients that are not in hand yet, but will be if they are about to share this one's fate. */
    private static final Duration LINGER = Duration.ofSeconds(30);

    /** Recipients that may wait for others; beyond it reports go out at once. */
    private static final int MOST = 5_000;

    private final Timers timers;
    private final Consumer<List<ReportedRecipient>> ripe;
    private final Map<Long, Gathered> messages = new HashMap<>();
    private final Set<Long> recipients = new HashSet<>();

    private static final class Gathered {
        private final List<ReportedRecipient> failed = new ArrayList<>();
        private int inHand;
        private Timers.@Nullable Timer timer;
    }

    /**
     * None yet.
     *
     * @param ripe gets all recipients of one message on the timers' thread when they waited long enough: must only hand over
     */
    PendingReports(Timers timers, Consumer<List<ReportedRecipient>> ripe) {
        this.timers = timers;
        this.ripe = ripe;
    }

    /** Parcels of the message are in hand now; each is ended later. */
    synchronized void inHand(long message, int parcels) {
        messages.computeIfAbsent(message, id -> new Gathered()).inHand += parcels;
    }

    /**
     * A parcel is not in hand any more.
     *
     * @param failed of its recipients
     * @param linger others may follow soon though nothing is in hand
     * @return all that is to be reported now; empty if nothing is, or not yet
     */
    synchronized List<ReportedRecipient> ended(long message, List<ReportedRecipient> failed, boolean linger) {
        Gathered gathered = messages.get(message);
        if (gathered != null && gathered.inHand > 0) {
            gathered.inHand--;
        }
        return add(message, failed, linger);
    }

    /** Recipients that failed in an earlier life, and were not reported in it. Returns like {@link #ended}. */
    synchronized List<ReportedRecipient> remembered(long message, List<ReportedRecipient> failed) {
        List<ReportedRecipient> news = failed.stream()
                .filter(one -> !recipients.contains(one.recipient().id()))
                .toList();
        return news.isEmpty() ? List.of() : add(message, news, true);
    }

    /** The recipient waits here to be reported. */
    synchronized boolean isWaiting(long recipient) {
        return recipients.contains(recipient);
    }

    private List<ReportedRecipient> add(long message, List<ReportedRecipient> failed, boolean linger) {
        Gathered gathered = messages.computeIfAbsent(message, id -> new Gathered());
        gathered.failed.addAll(failed);
        failed.forEach(one -> recipients.add(one.recipient().id()));
        if (gathered.failed.isEmpty()) {
            if (gathered.inHand == 0) {
                messages.remove(message);
            }
            return List.of();
        }
        if ((gathered.inHand > 0 || linger) && recipients.size() <= MOST) {
            if (gathered.timer == null) {
                gathered.timer = timers.schedule(gathered.inHand > 0 ? PATIENCE : LINGER, () -> ring(message));
            }
            return List.of();
        }
        return take(message, gathered);
    }

    private List<ReportedRecipient> take(long message, Gathered gathered) {
        if (gathered.timer != null) {
            gathered.timer.cancel();
            gathered.timer = null;
        }
        List<ReportedRecipient> all = List.copyOf(gathered.failed);
        gathered.failed.clear();
        if (gathered.inHand == 0) {
            messages.remove(message);
        }
        return all;
    }

    private void ring(long message) {
        List<ReportedRecipient> all;
        synchronized (this) {
            Gathered gathered = messages.get(message);
            all = gathered == null ? List.of() : take(message, gathered);
        }
        if (!all.isEmpty()) {
            ripe.accept(all);
        }
    }

    /** A report about these is on disk. */
    synchronized void reported(List<ReportedRecipient> done) {
        done.forEach(one -> recipients.remove(one.recipient().id()));
    }

    /** Everything that waits, by message. */
    synchronized List<List<ReportedRecipient>> drain() {
        List<List<ReportedRecipient>> all = new ArrayList<>();
        for (Map.Entry<Long, Gathered> entry : List.copyOf(messages.entrySet())) {
            List<ReportedRecipient> waiting = take(entry.getKey(), entry.getValue());
            if (!waiting.isEmpty()) {
                all.add(waiting);
            }
        }
        return all;
    }
}
