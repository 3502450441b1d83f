package org.posthaste.smtp.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.posthaste.mailstore.queue.QueuedMessage;
import org.posthaste.mailstore.queue.QueuedRecipient;

/**
 * When a recipient is tried again, when its sender is told that it is late, and when it is given up (RFC 5321 §4.5.4.1), the sender's own deadline included (RFC 2852 §4). Time counts from when the
 * message came, or from when it might first be sent if it was held back (RFC 4865 §4). Thread-safe as its source of chance is.
 */
final class RetrySchedule {
    /** Retries are spread by up to this part of the pause, so that what came together does not come back together. */
    private static final double JITTER = 0.1;

    private static final int MOST_DOUBLINGS = 30;

    private final QueueSettings.Retry settings;
    private final RandomGenerator random;

    RetrySchedule(QueueSettings.Retry settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
    }

    /** One number below one for all recipients of an attempt, so that they stay together. */
    double chance() {
        return random.nextDouble();
    }

    /** The next attempt after one that failed now; the last one is made when the time is over, not before. */
    Instant next(QueuedRecipient recipient, Instant expiry, Instant now, double chance) {
        Duration pause = doubled(settings.first(), recipient.attempts(), settings.longest());
        Instant next = now.plus(stretched(pause, chance));
        return next.isAfter(expiry) && now.isBefore(expiry) ? expiry : next;
    }

    /** A pause that doubled so often, up to a bound. */
    static Duration doubled(Duration first, int times, Duration longest) {
        long millis = first.toMillis() << Math.min(times, MOST_DOUBLINGS);
        return millis <= 0 || millis > longest.toMillis() ? longest : Duration.ofMillis(millis);
    }

    static Duration stretched(Duration pause, double chance) {
        return Duration.ofMillis((long) (pause.toMillis() * (1 + JITTER * chance)));
    }

    /** When the recipient is given up. */
    Instant expiry(Instant since, MessageOptions options) {
        Instant usual = since.plus(settings.expiry());
        return options.deliverBy()
                .filter(MessageOptions.DeliverBy::returned)
                .map(MessageOptions.DeliverBy::until)
                .filter(usual::isAfter)
                .orElse(usual);
    }

    /** When the sender is told that it is late. */
    Instant delayNotice(Instant since, MessageOptions options) {
        Instant usual = since.plus(settings.delayNotice());
        return options.deliverBy()
                .filter(deadline -> !deadline.returned())
                .map(MessageOptions.DeliverBy::until)
                .filter(usual::isAfter)
                .orElse(usual);
    }

    /** From when time counts. */
    static Instant since(QueuedRecipient recipient) {
        QueuedMessage message = recipient.message();
        Optional<Instant> kept = LastAttempt.since(recipient);
        if (kept.isPresent()) {
            return kept.get();
        }
        boolean heldBack = recipient.attempts() == 0
                && recipient.due().isAfter(message.queued().plusSeconds(60));
        return heldBack ? recipient.due() : message.queued();
    }
}
