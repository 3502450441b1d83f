package org.posthaste.app;

import java.time.Duration;

/**
 * How long mail for other hosts is tried.
 *
 * @param firstRetry pause behind the first failed attempt; it doubles with each further one
 * @param longestRetry pause it does not grow beyond
 * @param delayNotice when the sender is told that a message is late
 * @param expiry when it is given up and returned (RFC 5321 §4.5.4.1 asks for at least four days)
 * @param suppress how long nothing is sent to an address whose host said that nobody lives there; 0 switches that off
 */
public record QueueConfig(
        Duration firstRetry, Duration longestRetry, Duration delayNotice, Duration expiry, Duration suppress) {
    public QueueConfig {
        if (firstRetry.isNegative() || firstRetry.isZero() || longestRetry.compareTo(firstRetry) < 0) {
            throw new IllegalArgumentException("queue: firstRetry must be above 0 and not above longestRetry");
        }
        if (suppress.isNegative()) {
            throw new IllegalArgumentException("queue: suppress must not be negative");
        }
        if (expiry.compareTo(firstRetry) < 0) {
            throw new IllegalArgumentException("queue: expiry must not be below firstRetry");
        }
    }

    /** After five minutes, doubled up to four hours; a notice after four hours; five days. */
    static QueueConfig defaults() {
        return new QueueConfig(
                Duration.ofMinutes(5),
                Duration.ofHours(4),
                Duration.ofHours(4),
                Duration.ofDays(5),
                Duration.ofDays(1));
    }
}
