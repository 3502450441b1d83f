package org.posthaste.mailstore;

/** Why the store refused. Each protocol maps these to its replies in one table. */
public enum StoreFailure {
    NOT_FOUND,
    ALREADY_EXISTS,
    OVER_QUOTA,
    TOO_BIG,
    READ_ONLY,
    EXPUNGED,
    INVALID_NAME,
    /** A limit that is not quota: mailboxes per account, keywords per mailbox. */
    LIMIT,
    /** Not allowed by rule, such as deleting INBOX. */
    FORBIDDEN,
    /** Held by somebody else for the moment. */
    BUSY,
    /** Disk full, database not reachable: later it may work. */
    UNAVAILABLE,
    INTERNAL
}
