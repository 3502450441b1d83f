package org.posthaste.smtp.receive;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToIntFunction;
import org.posthaste.common.address.MailAddress;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.MailStore;
import org.posthaste.mailstore.Preferences.SendLimits;
import org.posthaste.mailstore.queue.SendingLedger;
import org.posthaste.mailstore.queue.SendingLedger.Hour;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much each user sends to other hosts: beyond the limits mail is held, so that a stolen password harms nobody.
 * Counted are recipients, and among them those the user never wrote to before, within the last hour and the last 24.
 * What is held counts too: while somebody goes on sending, nothing of it leaves.
 *
 * <p>Counts are kept in memory and written behind: a crash forgets some seconds of them. Thread-safe; the first message
 * of a user blocks for a look into the store.
 */
public final class SendingLimits {
    private static final Logger LOG = LoggerFactory.getLogger(SendingLimits.class);
    private static final int HOURS = 24;
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final int WRITE_AFTER_SECONDS = 5;

    private final MailStore store;
    private final SendLimits usual;
    private final Clock clock;
    private final Map<AccountId, Sender> senders = new ConcurrentHashMap<>();
    private final AtomicBoolean writeDue = new AtomicBoolean();
    private final Executor later =
            CompletableFuture.delayedExecutor(WRITE_AFTER_SECONDS, TimeUnit.SECONDS, Runnable::run);

    /** Limits of all users of a store that have none of their own. */
    public SendingLimits(MailStore store, SendLimits usual, Clock clock) {
        this.store = store;
        this.usual = usual;
        this.clock = clock;
    }

    /**
     * What a message does to the limits.
     *
     * @param held it goes beyond one
     * @param reached which one, if the user is to be told
     */
    record Judgement(boolean held, Optional<Reached> reached) {
        private static final Judgement FINE = new Judgement(false, Optional.empty());
    }

    /**
     * A limit that was reached.
     *
     * @param what counted
     * @param limit the most there may be
     * @param sent what there is with this message
     * @param span within which time
     */
    record Reached(String what, int limit, int sent, String span) {}

    /** Counts a message for these addresses of other hosts. */
    Judgement count(AccountId account, Collection<MailAddress> recipients) {
        if (recipients.isEmpty()) {
            return Judgement.FINE;
        }
        SendLimits limits = store.directory().preferences(account).limits().or(usual);
        Judgement[] judgement = {Judgement.FINE};
        // Within compute, so that a sender that rests is not forgotten while it counts.
        senders.compute(account, (id, known) -> {
            Sender sender = known == null ? load(id) : known;
            judgement[0] = sender.count(recipients, limits, clock.millis());
            return sender;
        });
        if (writeDue.compareAndSet(false, true)) {
            later.execute(this::write);
        }
        return judgement[0];
    }

    private Sender load(AccountId account) {
        return new Sender(store.sending().usage(account, clock.millis() / HOUR - HOURS));
    }

    /** Writes down what is not yet; forgets senders that rest. */
    public void write() {
        writeDue.set(false);
        List<SendingLedger.Change> changes = new ArrayList<>();
        long now = clock.millis() / HOUR;
        senders.forEach((account, sender) -> sender.change(account, now - HOURS).ifPresent(changes::add));
        senders.keySet()
                .forEach(account ->
                        senders.computeIfPresent(account, (id, sender) -> sender.rests(now) ? null : sender));
        if (!changes.isEmpty()) {
            store.sending().record(changes).whenComplete((done, problem) -> {
                if (problem != null) {
                    LOG.error("what users sent is not written down; limits count it until the next start", problem);
                }
            });
        }
    }

    private static long hash(MailAddress address) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(address.key().getBytes(StandardCharsets.UTF_8));
            long hash = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                hash = hash << Byte.SIZE | digest[i] & 0xff;
            }
            return hash;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("no SHA-256", e);
        }
    }

    /** One user. Thread-safe. */
    private static final class Sender {
        private final Map<Long, Hour> hours;
        private final Set<Long> known;
        private final Set<Long> changedHours = new HashSet<>();
        private final List<Long> added = new ArrayList<>();
        private long lastHour;

        Sender(SendingLedger.Usage usage) {
            hours = new HashMap<>(usage.hours());
            known = new HashSet<>(usage.recipients());
        }

        synchronized Judgement count(Collection<MailAddress> recipients, SendLimits limits, long now) {
            long hour = now / HOUR;
            int newOnes = 0;
            for (MailAddress recipient : recipients) {
                long hash = hash(recipient);
                if (known.add(hash)) {
                    added.add(hash);
                    newOnes++;
                }
            }
            Hour before = hours.getOrDefault(hour, new Hour(0, 0, false));
            hours.put(
                    hour,
                    new Hour(before.messages() + recipients.size(), before.newRecipients() + newOnes, before.told()));
            changedHours.add(hour);
            lastHour = hour;
            Optional<Reached> reached = reached(limits, now);
            boolean told = hours.entrySet().stream()
                    .anyMatch(entry ->
                            entry.getKey() > hour - HOURS && entry.getValue().told());
            if (reached.isPresent() && !told) {
                Hour counts = hours.getOrDefault(hour, before);
                hours.put(hour, new Hour(counts.messages(), counts.newRecipients(), true));
            }
            return new Judgement(reached.isPresent(), told ? Optional.empty() : reached);
        }

        private Optional<Reached> reached(SendLimits limits, long now) {
            String all = "recipients";
            String fresh = "recipients you never wrote to before";
            return over(limits.perHour(), all, "hour", sum(Hour::messages, 1, now))
                    .or(() -> over(limits.perDay(), all, "24 hours", sum(Hour::messages, HOURS, now)))
                    .or(() -> over(limits.newPerHour(), fresh, "hour", sum(Hour::newRecipients, 1, now)))
                    .or(() -> over(limits.newPerDay(), fresh, "24 hours", sum(Hour::newRecipients, HOURS, now)));
        }

        private static Optional<Reached> over(OptionalInt limit, String what, String span, int sent) {
            int most = limit.orElse(0);
            return most > 0 && sent > most ? Optional.of(new Reached(what, most, sent, span)) : Optional.empty();
        }

        /** Over the last hours; of the oldest, which is partly over, as much as is not. */
        private int sum(ToIntFunction<Hour> what, int span, long now) {
            long hour = now / HOUR;
            double left = 1 - (double) (now % HOUR) / HOUR;
            double sum = 0;
            for (Map.Entry<Long, Hour> entry : hours.entrySet()) {
                long age = hour - entry.getKey();
                if (age <= span) {
                    sum += what.applyAsInt(entry.getValue()) * (age == span ? left : 1);
                }
            }
            return (int) sum;
        }

        synchronized Optional<SendingLedger.Change> change(AccountId account, long oldest) {
            hours.keySet().removeIf(hour -> hour < oldest);
            Map<Long, Hour> changed = new HashMap<>();
            hours.forEach((hour, counts) -> {
                if (changedHours.contains(hour)) {
                    changed.put(hour, counts);
                }
            });
            List<Long> recipients = List.copyOf(added);
            changedHours.clear();
            added.clear();
            return changed.isEmpty() && recipients.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new SendingLedger.Change(account, changed, recipients, oldest));
        }

        synchronized boolean rests(long hour) {
            return lastHour < hour - 1 && changedHours.isEmpty() && added.isEmpty();
        }
    }
}
