package org.posthaste.app.admin;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the running server does for reports. Thread-safe; blocks while the DNS is asked. */
public interface ReportDesk {
    /** Names of addresses, as far as they are known and lead back to the address. */
    Map<String, String> hosts(Collection<String> addresses);

    /** Addresses of this server in the world: those its name leads to. */
    Set<String> ownAddresses();

    /**
     * A report that was sent, or why not.
     *
     * @param domain who asked for it
     * @param day which it is about
     * @param state as in the list of reports sent
     * @param note where to, or why not
     */
    record Sent(String domain, String day, String state, String note) {}

    /** Sends the reports that are due, without the pause behind the end of the day, and tells of those of the last days. */
    List<Sent> sendDue();

    /** Sends a domain what was counted today so far; what is counted from now on is told tomorrow. */
    List<Sent> sendSoFar(String domain);
}
