package org.posthaste.common.dns;

import com.github.benmanes.caffeine.cache.Ticker;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether any resolver answers at all. After some questions in a row without an answer it asks one that every
 * resolver answers from memory: the servers of some zone may be silent, and strangers choose which zones are asked for.
 * If that is not answered either the line is cut, and it is asked again each second until it is. Thread-safe.
 */
final class Lifeline {
    private static final Logger LOG = LoggerFactory.getLogger(Lifeline.class);
    private static final int SILENCE = 10;
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Supplier<CompletionStage<Boolean>> probe;
    private final Ticker ticker;
    private final AtomicInteger unanswered = new AtomicInteger();
    private final AtomicLong nextProbe;
    private volatile boolean cut;
    private volatile boolean doubtful;

    /** @param probe true if a resolver says anything */
    Lifeline(Supplier<CompletionStage<Boolean>> probe, Ticker ticker) {
        this.probe = probe;
        this.ticker = ticker;
        this.nextProbe = new AtomicLong(ticker.read());
    }

    /** A resolver said something. */
    void answered() {
        unanswered.set(0);
        doubtful = false;
        if (cut) {
            cut = false;
            LOG.info("the DNS answers again");
        }
    }

    /** A question was given up. */
    void silent() {
        if (unanswered.incrementAndGet() >= SILENCE) {
            ask();
        }
    }

    /** A resolver says no even to the root: perhaps it knows some names, but hardly those of strangers. */
    void doubted() {
        doubtful = true;
    }

    /** True while nothing but "no" was heard. */
    boolean isDoubtful() {
        return doubtful;
    }

    private void cut() {
        if (!cut) {
            cut = true;
            LOG.warn("no resolver of the DNS answers; look-ups fail at once until one does");
        }
    }

    /** True while no resolver answers: there is no use in asking. */
    boolean isCut() {
        if (cut) {
            ask();
        }
        return cut;
    }

    private void ask() {
        long now = ticker.read();
        long due = nextProbe.get();
        if (now - due >= 0 && nextProbe.compareAndSet(due, now + INTERVAL_NANOS)) {
            probe.get().thenAccept(answered -> {
                if (answered) {
                    answered();
                } else {
                    cut();
                }
            });
        }
    }
}
