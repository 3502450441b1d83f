package org.posthaste.mailstore.text;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes work rest for most of the time while the machine is busy with something else. Confined to one thread. */
final class Throttle {
    /** Of so many parts of the time one is worked. */
    private static final int PARTS = 10;

    private static final long SLICE = 5_000_000;

    private final CountDownLatch closing;
    private final @Nullable LoadMeter load;
    private long workedSince = System.nanoTime();

    /** Rests end when this latch opens. */
    Throttle(CountDownLatch closing) {
        this(closing, new LoadMeter());
    }

    private Throttle(CountDownLatch closing, @Nullable LoadMeter load) {
        this.closing = closing;
        this.load = load;
    }

    /** Never rests. */
    static Throttle none(CountDownLatch closing) {
        return new Throttle(closing, null);
    }

    /** Begins to count work. */
    void begin() {
        workedSince = System.nanoTime();
    }

    /** A small piece of work is done; returns false when it is time to stop altogether. */
    boolean worked() {
        long now = System.nanoTime();
        long worked = now - workedSince;
        if (worked >= SLICE) {
            if (load != null && load.busy()) {
                rest((PARTS - 1) * worked);
            }
            workedSince = System.nanoTime();
        }
        return closing.getCount() > 0;
    }

    private void rest(long nanos) {
        try {
            closing.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
