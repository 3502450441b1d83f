package org.posthaste.mailstore.thread;

/** How messages are put into threads. */
public enum ThreadAlgorithm {
    /** By base subject, RFC 5256 §3. */
    ORDEREDSUBJECT,
    /** By references, then by base subject, RFC 5256 §3. */
    REFERENCES,
    /** By references alone, threads with the newest message last (draft-ietf-morg-inthread). */
    REFS
}
