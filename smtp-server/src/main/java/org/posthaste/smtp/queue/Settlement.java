package org.posthaste.smtp.queue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.mailstore.queue.Outcome;
import org.posthaste.mailstore.queue.QueueStore;
import org.posthaste.mailstore.queue.QueuedMessage;
import org.posthaste.mailstore.queue.QueuedRecipient;
import org.posthaste.mailstore.queue.Suppression;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns results of attempts into what the store keeps of them: recipients that leave the queue or wait for the next attempt, entries of the journal, and reports to senders, all of one attempt in one
 * transaction. Thread-safe; may block on the disk when a report is written.
 */
final class Settlement {
    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);

    /** How much later than the report a failed recipient comes up by itself, in case the report was not written. */
    private static final Duration REMINDER = Duration.ofSeconds(30);

    /** Replies that mean that nobody lives there (RFC 3463 §3.2). */
    private static final Set<String> NOBODY_THERE = Set.of("5.1.1", "5.1.6", "5.1.10");

    private final QueueStore store;
    private final FailureReporter reporter;
    private final RetrySchedule schedule;
    private final Duration suppressFor;
    private final Clock clock;
    private final SettlementDesk desk;
    private final PendingReports failures;
    private final PendingReports delays;

    Settlement(QueueManager.Foundation foundation, QueueSettings settings, Executor chores) {
        this.store = foundation.store();
        this.reporter = foundation.reporter();
        this.schedule = new RetrySchedule(settings.retry(), foundation.random());
        this.suppressFor = settings.suppressFor();
        this.clock = foundation.clock();
        this.desk = new SettlementDesk(foundation.store(), foundation.timers(), chores);
        this.failures = new PendingReports(foundation.timers(), ripe -> chores.execute(() -> reportFailed(ripe)));
        this.delays = new PendingReports(foundation.timers(), ripe -> chores.execute(() -> reportDelayed(ripe)));
    }

    /** What happened to one parcel, while it is put together. */
    private static final class Sheet {
        private final List<Outcome> outcomes = new ArrayList<>();
        private final List<JournalEntry> journal = new ArrayList<>();
        private final List<ReportedRecipient> failed = new ArrayList<>();
        private final List<ReportedRecipient> late = new ArrayList<>();
        private final List<ReportedRecipient> relayed = new ArrayList<>();
        private boolean expired;
    }

    /** Parcels of the message are in hand; each is settled or returned later. */
    void inHand(QueuedMessage message, int parcels) {
        failures.inHand(message.id(), parcels);
    }

    /** The attempt for a parcel is over. The stage completes when that is on disk, and fails only if the store is closed. */
    Settled settle(Parcel parcel, List<RecipientResult> results) {
        Instant now = clock.instant();
        QueuedMessage message = parcel.message();
        MessageOptions options = MessageOptions.of(message.options());
        double chance = schedule.chance();
        Sheet sheet = new Sheet();
        for (RecipientResult result : results) {
            switch (result.verdict()) {
                case DELIVERED -> delivered(result, options, sheet);
                case FAILED -> failed(result, false, options, sheet);
                case DEFERRED -> deferred(result, options, now, chance, sheet);
            }
        }
        List<ReportedRecipient> ripe = failures.ended(message.id(), sheet.failed, sheet.expired);
        SettlementDesk.Act act = new SettlementDesk.Act(sheet.outcomes, sheet.journal);
        keepFailed(sheet, ripe, now, act);
        if (!ripe.isEmpty()) {
            addFailed(act, ripe, now);
        }
        if (!sheet.relayed.isEmpty()) {
            act.report(() -> reporter.relayed(message, sheet.relayed), List.of(), List.of());
        }
        List<ReportedRecipient> late = delays.ended(message.id(), sheet.late, true);
        if (!late.isEmpty()) {
            act.report(() -> reporter.delayed(message, late), List.of(), List.of());
            delays.reported(late);
        }
        boolean overdue = sheet.expired || !sheet.late.isEmpty();
        return new Settled(desk.submit(act), overdue);
    }

    /**
     * What came of settling.
     *
     * @param done completes when it is on disk
     * @param overdue somebody was given up or is to be told of a delay, so others of the same age may be too
     */
    record Settled(CompletionStage<?> done, boolean overdue) {}

    private void delivered(RecipientResult result, MessageOptions options, Sheet sheet) {
        sheet.outcomes.add(new Outcome.Finished(result.recipient().id()));
        sheet.journal.add(OutcomeLog.delivered(result));
        if (!result.facts().dsnRelayed()) {
            sheet.relayed.add(reported(result, false, options));
        }
    }

    private void failed(RecipientResult result, boolean expired, MessageOptions options, Sheet sheet) {
        sheet.failed.add(reported(result, expired, options));
        sheet.journal.add(OutcomeLog.failed(result, expired));
        sheet.expired |= expired;
        RemoteReply reply = result.reply();
        if (!expired && !reply.ours() && NOBODY_THERE.contains(reply.status().toString())) {
            suppress(result);
        }
    }

    private void suppress(RecipientResult result) {
        if (suppressFor.isZero() || suppressFor.isNegative()) {
            return;
        }
        Instant now = clock.instant();
        Suppression suppression = new Suppression(
                result.recipient().address(),
                now,
                Optional.of(now.plus(suppressFor)),
                result.reply().toString());
        store.suppressions().add(suppression).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.warn(
                        "an address could not be suppressed to={}",
                        result.recipient().address(),
                        failure);
            }
        });
    }

    private void deferred(RecipientResult result, MessageOptions options, Instant now, double chance, Sheet sheet) {
        QueuedRecipient recipient = result.recipient();
        Instant since = RetrySchedule.since(recipient);
        Instant expiry = schedule.expiry(since, options);
        if (!now.isBefore(expiry)) {
            failed(result, true, options, sheet);
            return;
        }
        Instant next = schedule.next(recipient, expiry, now, chance);
        Map<String, String> kept = lastAttempt(result, false).in(recipient);
        if (!now.isBefore(schedule.delayNotice(since, options))
                && !RecipientOptions.of(recipient.options()).delayTold()) {
            kept.putAll(RecipientOptions.of(kept).withDelayTold().toMap());
            ReportedRecipient late = reported(result, false, options);
            sheet.late.add(late);
            sheet.journal.add(OutcomeLog.delayTold(late, now));
        }
        sheet.outcomes.add(
                new Outcome.Deferred(recipient.id(), next, result.reply().toString(), kept));
        sheet.journal.add(OutcomeLog.deferred(result, next));
    }

    private static LastAttempt lastAttempt(RecipientResult result, boolean expired) {
        AttemptFacts facts = result.facts();
        return new LastAttempt(
                result.reply(), facts.host(), facts.address(), facts.begun().plus(facts.took()), expired);
    }

    private ReportedRecipient reported(RecipientResult result, boolean expired, MessageOptions options) {
        return reported(result.recipient(), lastAttempt(result, expired), options);
    }

    private ReportedRecipient reported(QueuedRecipient recipient, LastAttempt last, MessageOptions options) {
        Instant until = schedule.expiry(RetrySchedule.since(recipient), options);
        return new ReportedRecipient(
                recipient, last.reply(), last.host(), last.address(), last.at(), last.expired(), until);
    }

    /** Those whose report must wait for others stay in the store until then. */
    private static void keepFailed(Sheet sheet, List<ReportedRecipient> ripe, Instant now, SettlementDesk.Act act) {
        if (ripe.isEmpty()) {
            Instant due = now.plus(PendingReports.PATIENCE).plus(REMINDER);
            sheet.failed.forEach(one -> act.add(kept(one, due)));
        }
    }

    private static Outcome kept(ReportedRecipient failed, Instant due) {
        LastAttempt last = new LastAttempt(
                failed.reply(), failed.host(), failed.address(), failed.lastAttempt(), failed.expired());
        QueuedRecipient recipient = failed.recipient();
        return new Outcome.Failed(recipient.id(), due, failed.reply().toString(), last.in(recipient));
    }

    private void addFailed(SettlementDesk.Act act, List<ReportedRecipient> ripe, Instant now) {
        QueuedMessage message = ripe.get(0).recipient().message();
        List<Outcome> finished = new ArrayList<>();
        List<Outcome> again = new ArrayList<>();
        for (ReportedRecipient one : ripe) {
            finished.add(new Outcome.Finished(one.recipient().id()));
            again.add(kept(one, now.plus(PendingReports.PATIENCE)));
        }
        act.report(() -> reporter.failed(message, ripe), finished, again);
        act.afterwards(() -> failures.reported(ripe));
    }

    private void reportFailed(List<ReportedRecipient> ripe) {
        SettlementDesk.Act act = new SettlementDesk.Act(List.of(), List.of());
        addFailed(act, ripe, clock.instant());
        desk.submit(act);
    }

    private void reportDelayed(List<ReportedRecipient> ripe) {
        SettlementDesk.Act act = new SettlementDesk.Act(List.of(), List.of());
        act.report(() -> reporter.delayed(ripe.get(0).recipient().message(), ripe), List.of(), List.of());
        delays.reported(ripe);
        desk.submit(act);
    }

    /** The failed recipient waits for its report here, or for that to be on disk. */
    boolean isReported(QueuedRecipient failed) {
        return failures.isWaiting(failed.id());
    }

    /** Recipients of one message that failed, and whose report was not written in time; those that wait for it here are passed over. */
    void remembered(QueuedMessage message, List<QueuedRecipient> failed) {
        MessageOptions options = MessageOptions.of(message.options());
        List<ReportedRecipient> ripe = failures.remembered(
                message.id(),
                failed.stream()
                        .map(recipient -> reported(recipient, LastAttempt.of(recipient), options))
                        .toList());
        if (!ripe.isEmpty()) {
            reportFailed(ripe);
        }
    }

    /** Gives parcels back untried. */
    CompletionStage<?> giveBack(List<Parcel> parcels) {
        SettlementDesk.Act act = new SettlementDesk.Act(List.of(), List.of());
        for (Parcel parcel : parcels) {
            parcel.recipients().forEach(one -> act.add(new Outcome.Returned(one.id(), one.due())));
            List<ReportedRecipient> ripe = failures.ended(parcel.message().id(), List.of(), false);
            if (!ripe.isEmpty()) {
                addFailed(act, ripe, clock.instant());
            }
        }
        return desk.submit(act);
    }

    /** Writes all reports that wait for others, and takes no more trouble with what cannot be written. Blocks until that is on disk. */
    void close() {
        failures.drain().forEach(this::reportFailed);
        delays.drain().forEach(this::reportDelayed);
        desk.close();
    }
}
