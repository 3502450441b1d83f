package org.posthaste.pop3.session;

/** What a session did, for the log. Confined to the session's executor. */
public final class SessionTotals {
    private String user = "";
    private int retrieved;
    private long octets;
    private int removed;

    /** A login succeeded. */
    public void loggedIn(String address) {
        user = address;
    }

    /** A message was asked for. */
    public void retrieved(long size) {
        retrieved++;
        octets += size;
    }

    /** Messages were removed at QUIT. */
    public void removed(int count) {
        removed = count;
    }

    /** The logged-in user's address, or empty. */
    public String user() {
        return user;
    }

    /** Messages retrieved. */
    public int retrieved() {
        return retrieved;
    }

    /** Octets of the messages retrieved. */
    public long octets() {
        return octets;
    }

    /** Messages removed. */
    public int removed() {
        return removed;
    }
}
