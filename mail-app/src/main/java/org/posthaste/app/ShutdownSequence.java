package org.posthaste.app;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what was started, last first, once, whoever asks: SIGTERM, SIGINT, {@code posthaste stop}, or a start that failed half-way. Thread-safe.
 *
 * <p><i>Fails:</i> a part that cannot be closed is logged and the rest is closed all the same. If everything together takes longer than a minute after a signal, the process ends
 * with code 1; the store survives that like a power failure.
 */
public final class ShutdownSequence {
    private static final Logger LOG = LoggerFactory.getLogger(ShutdownSequence.class);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Deque<Part> parts = new ArrayDeque<>();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    private record Part(String name, AutoCloseable closing) {}

    /** Adds a part that was just started; closed before all that were added earlier. Returns it. */
    public synchronized <T extends AutoCloseable> T add(String name, T part) {
        parts.push(new Part(name, part));
        return part;
    }

    /** Asks for the end and returns at once. */
    public void request() {
        asked.countDown();
    }

    /** Waits until the end is asked for. */
    public void awaitRequest() throws InterruptedException {
        asked.await();
    }

    /** Closes everything, last started first. */
    public void run() {
        asked.countDown();
        for (Part part = next(); part != null; part = next()) {
            close(part);
        }
        ended.countDown();
    }

    private synchronized @org.jspecify.annotations.Nullable Part next() {
        return parts.poll();
    }

    private static void close(Part part) {
        long begin = System.nanoTime();
        try {
            part.closing.close();
            LOG.debug("closed {} ms={}", part.name, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
        } catch (Exception e) {
            LOG.error("closing {} failed", part.name, e);
        }
    }

    /** From now on a signal asks for the end and waits for it; the process then ends with code 0, because being told to end is no failure. */
    public void endOnSignal() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::onSignal, "shutdown"));
    }

    private void onSignal() {
        boolean before = ended.getCount() == 0;
        request();
        try {
            if (!ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                LOG.error("shutdown took longer than {} s", PATIENCE.toSeconds());
                Runtime.getRuntime().halt(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!before) {
            Runtime.getRuntime().halt(0);
        }
    }
}
