package org.posthaste.common.tls;

import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLSession;

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
    /** The facts of an established server-side session. */
    public static TlsFacts of(SSLSession session) {
        Optional<String> serverName = Optional.empty();
        if (session instanceof ExtendedSSLSession extended) {
            serverName = extended.getRequestedServerNames().stream()
                    .filter(SNIHostName.class::isInstance)
                    .map(name -> ((SNIHostName) name).getAsciiName())
                    .findFirst();
        }
        String cipher = session.getCipherSuite();
        return new TlsFacts(
                session.getProtocol(), cipher, bits(cipher), serverName, new SessionChannelBinding(session));
    }

    private static int bits(String cipher) {
        if (cipher.contains("_256_") || cipher.contains("CHACHA20")) {
            return 256;
        }
        return cipher.contains("_128_") ? 128 : 0;
    }

    /** Source of channel binding octets; RFC 9266 tls-exporter where the JDK offers it, RFC 5929 tls-server-end-point always. */
    public interface ChannelBinding {
        /** The octets of this binding type ({@code tls-server-end-point}, {@code tls-exporter}), or empty when not available. */
        Optional<byte[]> data(String type);
    }
}
