package org.posthaste.smtp.verify.spf;

import java.net.InetAddress;
import java.util.Optional;
import org.posthaste.common.address.MailAddress;

/**
 * What is known of a client that wants to send (RFC 7208 §4.1).
 *
 * @param client its address; IPv4-mapped IPv6 addresses count as IPv4 (RFC 7208 §5)
 * @param helo the parameter of its last HELO or EHLO, as it was sent
 * @param mailFrom the reverse-path; empty for a null path and for a check of the HELO identity alone: the identity is
 *     then {@code postmaster@HELO} (RFC 7208 §2.4)
 */
public record SpfQuery(InetAddress client, String helo, Optional<MailAddress> mailFrom) {
    /** The same client, asked for its HELO name (RFC 7208 §2.3). */
    public SpfQuery ofHelo() {
        return new SpfQuery(client, helo, Optional.empty());
    }
}
