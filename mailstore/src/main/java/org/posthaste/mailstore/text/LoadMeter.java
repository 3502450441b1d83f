package org.posthaste.mailstore.text;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** Tells whether the machine has something better to do than what this thread does. Confined to one thread. */
final class LoadMeter {
    private static final long INTERVAL = 200_000_000;
    private static final double BUSY = 0.5;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final int processors = Runtime.getRuntime().availableProcessors();
    private long measuredAt = System.nanoTime();
    private long ownBefore = own();
    private boolean busy;

    private long own() {
        return threads.isCurrentThreadCpuTimeSupported() ? threads.getCurrentThreadCpuTime() : 0;
    }

    /** True while others use half of the processors. */
    boolean busy() {
        long now = System.nanoTime();
        if (now - measuredAt >= INTERVAL) {
            long own = own();
            double share = (double) (own - ownBefore) / (now - measuredAt) / processors;
            busy = load() - share > BUSY;
            measuredAt = now;
            ownBefore = own;
        }
        return busy;
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getCpuLoad()
                : 0;
    }
}
