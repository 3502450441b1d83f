package org.posthaste.mailstore.tls;

import java.time.Instant;

/**
 * How far the report of a domain about a day has got (RFC 8460 §5).
 *
 * @param domain whose sessions it tells of
 * @param day since 1970-01-01, UTC
 * @param state see {@link State}
 * @param attempts so far
 * @param changed when it came to this state
 * @param note where to, or why not
 */
public record ReportState(String domain, long day, State state, int attempts, Instant changed, String note) {
    /** States; one that is not there is to be sent. */
    public enum State {
        /** About to be sent. If the server dies now it stays so: rather no report than two. */
        SENDING,
        /** Sent, or queued as mail. */
        SENT,
        /** To be tried again. */
        WAITING,
        /** The domain wants none. */
        UNWANTED,
        /** Given up. */
        FAILED
    }
}
