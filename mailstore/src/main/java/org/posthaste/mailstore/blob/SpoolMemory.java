package org.posthaste.mailstore.blob;

import java.util.ArrayDeque;
import java.util.Optional;

/** Chunks of memory for messages being received: pooled, and bounded in sum, so that any number of senders fits the heap. Thread-safe. */
final class SpoolMemory {
    static final int CHUNK = 16 * 1024;
    private static final int POOLED = 256;

    private final ArrayDeque<byte[]> free = new ArrayDeque<>();
    private final int limit;
    private int lent;

    SpoolMemory(long octets) {
        this.limit = (int) Math.max(1, octets / CHUNK);
    }

    /** A chunk, or nothing while too much is in use. */
    synchronized Optional<byte[]> take() {
        if (lent >= limit) {
            return Optional.empty();
        }
        lent++;
        byte[] chunk = free.pollLast();
        return Optional.of(chunk == null ? new byte[CHUNK] : chunk);
    }

    synchronized void give(byte[] chunk) {
        lent--;
        if (free.size() < POOLED) {
            free.addLast(chunk);
        }
    }
}
