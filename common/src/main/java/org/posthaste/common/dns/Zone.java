package org.posthaste.common.dns;

import java.util.List;

/**
 * The zone a name lies in.
 *
 * @param apex its name; empty if it could not be found
 * @param servers those it is delegated to
 * @param signing whether its parent vouches for its keys
 * @param problem why it could not be found; else empty
 */
public record Zone(String apex, List<NameServer> servers, Signing signing, String problem) {
    /** Whether the parent has a DS record for the zone (RFC 4035 §2.4). */
    public enum Signing {
        SIGNED,
        UNSIGNED,
        UNKNOWN
    }

    public Zone {
        servers = List.copyOf(servers);
    }

    static Zone unknown(String problem) {
        return new Zone("", List.of(), Signing.UNKNOWN, problem);
    }
}
