package org.posthaste.app.web;

/**
 * What a name that a client asked for means here. A value.
 *
 * @param host the name, in lower case, without port; empty if the client gave none or an odd one
 * @param domain the local domain it belongs to; empty for {@link Kind#HOST} and {@link Kind#STRANGE}
 */
record SiteName(String host, Kind kind, String domain) {
    /** Which name of a domain, or of this host. */
    enum Kind {
        /** The server's own name. */
        HOST,
        /** The bare name of a local domain. */
        DOMAIN,
        /** {@code autoconfig.} before a local domain. */
        AUTOCONFIG,
        /** {@code autodiscover.} before a local domain. */
        AUTODISCOVER,
        /** {@code mta-sts.} before a local domain (RFC 8461 §3.3). */
        MTA_STS,
        /** Anything else. */
        STRANGE
    }
}
