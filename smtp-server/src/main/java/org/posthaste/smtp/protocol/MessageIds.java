package org.posthaste.smtp.protocol;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes short ids for messages and incidents: time in milliseconds and a counter with a random start, in base 32
 * without letters that look like digits. Unique in this process and, as good as always, across restarts and hosts.
 * Thread-safe.
 */
public final class MessageIds {
    private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final int COUNTER_BITS = 22;

    private final Clock clock;
    private final AtomicLong counter = new AtomicLong(new SecureRandom().nextInt(1 << COUNTER_BITS));

    /** Ids with the time of this clock. */
    public MessageIds(Clock clock) {
        this.clock = clock;
    }

    /** A new id of 13 characters. */
    public String next() {
        long value = clock.millis() << COUNTER_BITS | counter.incrementAndGet() & (1 << COUNTER_BITS) - 1;
        char[] id = new char[13];
        for (int i = id.length - 1; i >= 0; i--) {
            id[i] = DIGITS[(int) (value & 31)];
            value >>>= 5;
        }
        return new String(id);
    }
}
