package org.posthaste.mailstore.text;

import java.time.Duration;

/**
 * When messages are indexed. What is not indexed yet is read by each search, so a little of that costs less than to
 * commit often; an account that is read through in no time gets no index at all.
 *
 * @param pause between two looks for messages
 * @param messages an account with so many messages that are not indexed is due
 * @param octets an account with so many octets that are not indexed is due
 * @param patience after which an account with fewer is due
 * @param freeOctets room on the disk below which nothing is indexed
 * @param yielding true to rest while others use the processors
 */
public record IndexingPolicy(
        Duration pause, int messages, long octets, Duration patience, long freeOctets, boolean yielding) {
    private static final long MEBI = 1024 * 1024;

    /** What suits most. */
    public static final IndexingPolicy USUAL =
            new IndexingPolicy(Duration.ofSeconds(2), 256, 4 * MEBI, Duration.ofMinutes(10), 256 * MEBI, true);

    /** Indexes every message at once, whatever else goes on. */
    public static final IndexingPolicy EAGER = new IndexingPolicy(Duration.ofMillis(10), 1, 1, Duration.ZERO, 0, false);
}
