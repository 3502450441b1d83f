package org.posthaste.app.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.posthaste.common.address.MailAddress;

/** The server this process is, as far as an administrator asks about it. Thread-safe. */
public interface RunningServer {
    /** Ports, sessions, certificate, memory, uptime. */
    ObjectNode status();

    /** All open sessions, oldest first. */
    ArrayNode sessions();

    /** Asks the session with this id to end; false if there is none. */
    boolean closeSession(String id);

    /** Asks all sessions of a user to end, and returns how many there are. */
    int closeSessions(String user);

    /** Goes the way to a domain without a message, and tells what it meets, step by step. */
    ArrayNode probe(String domain, Optional<MailAddress> recipient);

    /** Writes the conversations of a user to a file for so long; tells the file, the end, and whether it begins only now. */
    ObjectNode trace(String user, Duration time);

    /** TLS policies in force for the hosts of a domain, and how TLS went. */
    ObjectNode relayTls(String domain);

    /** Ports, names and counters of the public pages of these domains. */
    ObjectNode site(List<String> domains);

    /** The lines for a web server before the public pages; {@code program} may be empty if one has our ports. */
    ObjectNode siteProxy(String program, List<String> domains);

    /** Reports of mail and to others. */
    ReportDesk reports();

    /** Begins the orderly end and returns at once. */
    void stop();
}
