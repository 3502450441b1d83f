package org.posthaste.app;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.stream.Collectors;
import org.posthaste.smtp.report.SourceAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The addresses of this host's network interfaces, as reports write them. Stateless. */
public final class OwnAddresses {
    private static final Logger LOG = LoggerFactory.getLogger(OwnAddresses.class);

    private OwnAddresses() {}

    /** All of them; none if the host does not tell. */
    public static Set<String> all() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .map(SourceAddress::text)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (SocketException e) {
            LOG.debug("the host does not tell its addresses", e);
            return Set.of();
        }
    }
}
