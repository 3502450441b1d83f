package org.posthaste.common.net;

import java.time.Duration;

/** Notices when a peer is silent, or takes nothing of what waits for it. {@link #active} and {@link #idleTimeout} are thread-safe, the rest belongs to the scan. */
final class ActivityWatch {
    private final Timers timers;
    private volatile long lastActivity;
    private volatile long idleNanos;
    private long lastWritten;
    private long lastProgress;

    ActivityWatch(Timers timers, Duration idle) {
        this.timers = timers;
        this.idleNanos = idle.toNanos();
        this.lastActivity = timers.nanos();
        this.lastProgress = lastActivity;
    }

    /** Something came from the peer, or the server has done its part. */
    void active() {
        lastActivity = timers.nanos();
    }

    /** Silence allowed from now on. */
    void idleTimeout(Duration timeout) {
        idleNanos = timeout.toNanos();
    }

    /** Looks at the output: octets taken by the peer so far, and whether more waits for it. */
    void look(long now, long written, boolean waiting) {
        if (written != lastWritten) {
            lastWritten = written;
            lastActivity = now;
            lastProgress = now;
        } else if (!waiting) {
            lastProgress = now;
        }
    }

    /** True if output has waited so long without any being taken. */
    boolean stalled(long now, Duration limit) {
        return now - lastProgress > limit.toNanos();
    }

    /** True if nothing came or went for so long. */
    boolean quiet(long now, Duration time) {
        return now - lastActivity > time.toNanos();
    }

    /** True once for each idle time-out that passes in silence. */
    boolean becameIdle(long now) {
        boolean idle = now - lastActivity > idleNanos;
        if (idle) {
            lastActivity = now;
        }
        return idle;
    }
}
