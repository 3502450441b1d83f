package org.posthaste.smtp.queue;

import java.util.List;

/**
 * Brings messages to the hosts of one route and keeps its connection for the next of them. Confined to one thread at a time, which may block; only {@link #abort} is for any thread.
 */
public interface Courier extends AutoCloseable {
    /**
     * Tries to deliver, within the time-outs of RFC 5321 §4.5.3.2. Never throws, and never longer than its time-outs in sum: every recipient of the task has exactly one result, in any order. When an
     * idle connection turns out to be closed by the other side, it is made anew without anybody noticing.
     */
    List<RecipientResult> deliver(DeliveryTask task);

    /** There is a connection that could take another message now. */
    boolean isOpen();

    /** Takes leave of the host (QUIT) without waiting long for its answer. */
    @Override
    void close();

    /** Breaks the connection; a delivery under way ends soon with what is known by then. Any thread. */
    void abort();
}
