package org.posthaste.smtp.report;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.posthaste.mailstore.tls.ReportState;
import org.posthaste.mailstore.tls.ReportState.State;

/**
 * When the reports of a day go out, for all kinds of them: by a delay of its own for each domain within four hours behind the end of the day (UTC), and again later if that fails. What is about to be sent is
 * written down before, so that a crash rather loses a report than sends it twice. Thread-safe.
 */
public final class ReportSchedule {
    /** How many days back a report is still sent. */
    public static final int DAYS = 2;

    /** RFC 8460 §4.1. */
    private static final Duration LATEST = Duration.ofHours(4);

    private static final int ATTEMPTS = 6;
    private static final Duration FIRST_RETRY = Duration.ofMinutes(30);
    private static final Duration DAY = Duration.ofDays(1);

    private final Clock clock;

    /** A schedule by this clock. */
    public ReportSchedule(Clock clock) {
        this.clock = clock;
    }

    /** Today, in days since 1970-01-01, UTC. */
    public long today() {
        return Math.floorDiv(clock.instant().getEpochSecond(), DAY.toSeconds());
    }

    /** A day for people and file names. */
    static LocalDate date(long day) {
        return LocalDate.ofEpochDay(day);
    }

    /** True if a domain's report about a day that is over is to be sent now. */
    public boolean due(String domain, long day, Optional<ReportState> state) {
        Instant now = clock.instant();
        if (state.isPresent()) {
            ReportState known = state.get();
            Duration pause = FIRST_RETRY.multipliedBy(1L << Math.min(10, Math.max(0, known.attempts() - 1)));
            return known.state() == State.WAITING && now.isAfter(known.changed().plus(pause));
        }
        long delay = 60 + Math.floorMod(31L * domain.hashCode() + day * 7919, LATEST.toSeconds() - 60);
        return !now.isBefore(Instant.ofEpochSecond((day + 1) * DAY.toSeconds() + delay));
    }

    /** A state that is reached now. */
    public ReportState state(String domain, long day, State state, int attempts, String note) {
        return new ReportState(domain, day, state, attempts, clock.instant(), note);
    }

    /** What follows when an attempt failed in a way that may pass. */
    public ReportState failed(String domain, long day, int attempts, String why) {
        return state(domain, day, attempts < ATTEMPTS ? State.WAITING : State.FAILED, attempts, why);
    }

    /** Domains of ours that may speak for us, for the name of the sender: the one the host is in, or else the host itself. */
    public static String sender(String hostname, List<String> domains) {
        Set<String> known = new HashSet<>(domains);
        for (String name = hostname; name.indexOf('.') > 0; name = name.substring(name.indexOf('.') + 1)) {
            if (known.contains(name)) {
                return name;
            }
        }
        return domains.isEmpty()
                ? hostname
                : domains.stream().sorted().findFirst().orElse(hostname);
    }
}
