package org.posthaste.app.acme;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** When a certificate is renewed, and how long a failed try waits. Pure. */
final class RenewalTime {
    /** Those that live no longer are renewed at half time (RFC 9773 §4.3.1 leaves the choice to clients). */
    private static final Duration SHORT = Duration.ofDays(10);

    private static final Duration FIRST_PAUSE = Duration.ofMinutes(30);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(12);
    private static final Duration LEAST_PAUSE = Duration.ofMinutes(30);
    private static final Duration LONGEST_NOTICE = Duration.ofDays(14);
    private static final int JITTER = 20;

    private RenewalTime() {}

    /** How long a certificate lives. */
    static Duration lifetime(X509Certificate certificate) {
        return Duration.between(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }

    /** Without a word of the authority's: when two thirds of its time are over, or half of a short one; a bit earlier by chance. */
    static Instant of(X509Certificate certificate, RandomGenerator random) {
        Duration lifetime = lifetime(certificate);
        Duration share = lifetime.compareTo(SHORT) <= 0
                ? lifetime.dividedBy(2)
                : lifetime.multipliedBy(2).dividedBy(3);
        return certificate.getNotBefore().toInstant().plus(share).minus(chance(lifetime.dividedBy(JITTER), random));
    }

    /** Within the window that the authority suggests (RFC 9773 §4.2), but never so late that no time is left to try again. */
    static Instant within(Instant start, Instant end, X509Certificate certificate, RandomGenerator random) {
        Duration width = Duration.between(start, end);
        Instant chosen = width.isNegative() || width.isZero() ? start : start.plus(chance(width, random));
        Instant latest = certificate
                .getNotAfter()
                .toInstant()
                .minus(lifetime(certificate).dividedBy(10));
        return chosen.isAfter(latest) ? latest : chosen;
    }

    /**
     * The pause behind failed tries: doubled each time, so that no authority's limit on failed validations (five an hour at
     * Let's Encrypt) is met, and a tenth of what is left when that is little.
     */
    static Duration pause(int failures, Duration left, RandomGenerator random) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(5, Math.max(0, failures - 1)));
        if (pause.compareTo(LONGEST_PAUSE) > 0) {
            pause = LONGEST_PAUSE;
        }
        Duration hurry = left.isNegative() ? LEAST_PAUSE : left.dividedBy(10);
        if (!left.isZero() && pause.compareTo(hurry) > 0) {
            pause = hurry.compareTo(LEAST_PAUSE) < 0 ? LEAST_PAUSE : hurry;
        }
        return pause.plus(chance(pause.dividedBy(10), random));
    }

    /** True if so little time is left that a person should look: 14 days, or a third of a shorter life. */
    static boolean urgent(X509Certificate certificate, Instant now) {
        Duration third = lifetime(certificate).dividedBy(3);
        Duration notice = third.compareTo(LONGEST_NOTICE) < 0 ? third : LONGEST_NOTICE;
        return now.plus(notice).isAfter(certificate.getNotAfter().toInstant());
    }

    private static Duration chance(Duration most, RandomGenerator random) {
        long millis = most.toMillis();
        return millis <= 0 ? Duration.ZERO : Duration.ofMillis(random.nextLong(millis));
    }
}
