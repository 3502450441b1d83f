package org.posthaste.common;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until it is moved. Thread-safe. */
public final class MovableClock extends Clock {
    private volatile Instant now;

    /** A clock at this instant. */
    public MovableClock(Instant start) {
        now = start;
    }

    /** A clock at noon of 21 November 2026, UTC. */
    public MovableClock() {
        this(Instant.parse("2026-11-21T12:00:00Z"));
    }

    /** Moves the clock. */
    public synchronized void advance(Duration by) {
        now = now.plus(by);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("this clock knows UTC only");
    }
}
