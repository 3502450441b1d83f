package org.posthaste.smtp.queue;

/** What one attempt means for a recipient. */
public enum Verdict {
    /** The other host has taken responsibility for it. */
    DELIVERED,
    /** To be tried again later. */
    DEFERRED,
    /** It will never go: the host said so with a 5xx, or by facts that cannot change (null MX, no such domain, mail that loops back to us). */
    FAILED
}
