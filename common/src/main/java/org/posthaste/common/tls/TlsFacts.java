package org.posthaste.common.tls;

import java.util.Optional;

/**
 * What is known of a TLS connection.
 *
 * @param protocol such as {@code TLSv1.3}
 * @param cipher the cipher suite's IANA name
 * @param bits the cipher's effective key length
 * @param serverName the name the client asked for by SNI
 * @param binding channel binding data
 */
public record TlsFacts(String protocol, String cipher, int bits, Optional<String> serverName, ChannelBinding binding) {
    /** Source of channel binding octets; RFC 9266 tls-exporter where the JDK offers it, RFC 5929 tls-server-end-point always. */
    public interface ChannelBinding {
        /** The octets of this binding type ({@code tls-server-end-point}, {@code tls-exporter}), or empty when not available. */
        Optional<byte[]> data(String type);
    }
}
