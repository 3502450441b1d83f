package org.posthaste.smtp.queue;

/** What an attempt tells of the host, as opposed to the recipient. */
public enum Signal {
    /** It answered as a host should, whatever it answered. */
    FINE,
    /** It does not want to talk now: 4xx instead of a greeting, 421 at any time. */
    REFUSED_FOR_NOW,
    /** No connection. */
    UNREACHABLE,
    /** It connected, or spoke, and then took too long. */
    TIMED_OUT,
    /** DNS gave no answer. */
    DNS;

    /** Nothing else could be delivered there now either. */
    public boolean hopeless() {
        return this != FINE;
    }
}
