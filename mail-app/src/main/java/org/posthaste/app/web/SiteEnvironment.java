package org.posthaste.app.web;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the sessions of the site share. Thread-safe.
 *
 * @param times how long clients may take
 * @param refusals requests that were not understood, too large or too slow
 */
record SiteEnvironment(
        SiteNames names, Forwarding forwarding, Pages pages, Times times, Clock clock, AtomicLong refusals) {
    /**
     * How long clients may take.
     *
     * @param request for a whole request from its first octet on, however busily it trickles in
     * @param idle between requests
     */
    record Times(Duration request, Duration idle) {
        static final Times STANDARD = new Times(Duration.ofSeconds(15), Duration.ofSeconds(10));
    }

    void refused() {
        refusals.incrementAndGet();
    }
}
