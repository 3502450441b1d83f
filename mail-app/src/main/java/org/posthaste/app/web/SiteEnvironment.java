package org.posthaste.app.web;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the sessions of the site share. Thread-safe.
 *
 * @param refusals requests that were not understood, too large or too slow
 */
record SiteEnvironment(SiteNames names, Forwarding forwarding, Pages pages, Clock clock, AtomicLong refusals) {
    void refused() {
        refusals.incrementAndGet();
    }
}
