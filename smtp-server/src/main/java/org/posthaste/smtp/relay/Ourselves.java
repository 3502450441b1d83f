package org.posthaste.smtp.relay;

import java.net.InetAddress;

/** Tells whether a mail exchanger is this server, so that mail does not travel in circles. Thread-safe. */
public interface Ourselves {
    /** True for our host names; {@code host} is in lower case as A-labels. */
    boolean isOurName(String host);

    /** True if this server itself would take the connection at the port mail goes to. */
    boolean isOurAddress(InetAddress address);
}
