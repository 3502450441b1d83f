package org.posthaste.smtp.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How much of one lane's mail goes at the same time. One connection until the first success, then a few, then more with every success; half as many after each sign of trouble; none for a while when
 * the host is not there. Guarded by the lock of {@link QueueManager}.
 */
final class DestinationThrottle {
    /** Connections after the first success. */
    private static final int START = 5;

    /** A host that answers with 4xx to recipients is not in trouble; greylisting goes on over this many connections. */
    private static final int FLOOR = 2;

    /** How long a host is not asked for more connections than it had allowed. */
    private static final Duration CEILING_TIME = Duration.ofMinutes(10);

    private static final Duration FIRST_PAUSE_REFUSED = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final int most;
    private final Duration firstPause;
    private double limit = 1;
    private int ceiling;
    private Instant ceilingEnds = Instant.MIN;
    private boolean proven;
    private int troubles;
    private int pauses;
    private @Nullable Instant pausedUntil;
    private @Nullable RemoteReply reason;

    /**
     * A new one, of which nothing is known.
     *
     * @param most connections
     * @param firstPause pause after the first attempt that found no host; it doubles up to an hour
     */
    DestinationThrottle(int most, Duration firstPause) {
        this.most = most;
        this.firstPause = firstPause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : firstPause;
    }

    /** Connections allowed now. */
    int limit(Instant now) {
        if (isPaused(now)) {
            return 0;
        }
        int bound = now.isBefore(ceilingEnds) ? Math.min(most, ceiling) : most;
        return Math.max(1, Math.min(bound, (int) limit));
    }

    /** Its last attempt found a host that answers. */
    boolean isProven() {
        return proven;
    }

    /** Its host was not there, and was not found since. */
    boolean isFailing() {
        return pauses > 0;
    }

    /** Nothing is tried now. */
    boolean isPaused(Instant now) {
        return pausedUntil != null && now.isBefore(pausedUntil);
    }

    /** When the host is tried again, if it is failing. */
    Optional<Instant> pausedUntil() {
        return Optional.ofNullable(pausedUntil);
    }

    /** Why nothing is tried. */
    Optional<RemoteReply> reason() {
        return Optional.ofNullable(reason);
    }

    /** An attempt found a host that talks to us; {@code progress}: and that took or refused something for good. */
    void fine(boolean progress) {
        limit = proven ? limit : START;
        proven = true;
        forgive();
        limit = progress ? Math.min(most, limit + 1 / limit) : Math.max(FLOOR, limit * 3 / 4);
    }

    /** Forgets that the host was not there. */
    void forgive() {
        troubles = 0;
        pauses = 0;
        pausedUntil = null;
        reason = null;
    }

    /** A host takes us on, but not over so many connections: the message may be tried again at once over another one. */
    boolean isCrowded(Signal signal, int active) {
        return signal == Signal.REFUSED_FOR_NOW && proven && troubles == 0 && active > 1;
    }

    /**
     * An attempt found no host, or one that does not talk to us.
     *
     * @param active connections at this moment, the failed one included
     * @param chance a number below one that spreads retries
     */
    void trouble(Signal signal, RemoteReply reply, int active, Instant now, double chance) {
        if (isPaused(now)) {
            // The others that hung there while the first gave up tell nothing new.
            return;
        }
        if (isCrowded(signal, active)) {
            ceiling = active - 1;
            ceilingEnds = now.plus(CEILING_TIME);
        }
        troubles++;
        limit = Math.max(1, limit / 2);
        if (troubles >= patience(signal, active)) {
            proven = false;
            limit = 1;
            Duration first = signal == Signal.REFUSED_FOR_NOW ? min(FIRST_PAUSE_REFUSED, firstPause) : firstPause;
            Duration pause = RetrySchedule.doubled(first, pauses, LONGEST_PAUSE);
            pausedUntil = now.plus(RetrySchedule.stretched(pause, chance));
            reason = reply;
            pauses++;
        }
    }

    /** Failures in a row that make a pause: one message may well be the cause of one time-out, and one connection of a busy host may be refused. */
    private int patience(Signal signal, int active) {
        if (!proven) {
            return 1;
        }
        return active > 1 ? 3 : signal == Signal.TIMED_OUT ? 2 : 1;
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
