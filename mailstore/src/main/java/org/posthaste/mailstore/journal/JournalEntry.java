package org.posthaste.mailstore.journal;

import java.time.Instant;
import java.util.Map;

/**
 * One thing that happened.
 *
 * @param at when
 * @param kind what, see {@link Kind}
 * @param message id of the message it belongs to ({@code msg} of the log lines), or empty
 * @param session id of the connection, or empty
 * @param details fixed keys (peer, user, from, to, size, status, reason, mailbox, ...); never credentials
 */
public record JournalEntry(Instant at, Kind kind, String message, String session, Map<String, String> details) {
    public JournalEntry {
        details = Map.copyOf(details);
    }

    /** Kinds of entries. */
    public enum Kind {
        CONNECTED,
        AUTHENTICATED,
        AUTHENTICATION_FAILED,
        ACCEPTED,
        REJECTED,
        DEFERRED,
        FILED,
        /** An attempt to deliver elsewhere that is to be repeated. */
        ATTEMPTED,
        /** Delivered elsewhere. */
        DELIVERED,
        /** Failed for good, and its sender told. */
        BOUNCED,
        /** Not delivered yet, and its sender told. */
        DELAYED,
        /** Taken out of the queue by an administrator. */
        REMOVED,
        /** TLS with another host did not meet its policy. */
        TLS_FAILED,
        /** The sender of a message, or its postmaster, gets a report. */
        REPORTED,
        /** A certificate was issued to this server, or could not be had. */
        CERTIFICATE,
        ADMINISTERED
    }
}
