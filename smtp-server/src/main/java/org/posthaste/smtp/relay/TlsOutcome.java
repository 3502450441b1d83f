package org.posthaste.smtp.relay;

import java.util.Optional;
import javax.net.ssl.SSLSession;

/**
 * What became of TLS on one connection.
 *
 * @param result how it ended
 * @param address the address connected to
 * @param source our own address on the connection, empty text if there was none
 * @param tls protocol and cipher as shown to people, such as {@code TLSv1.3 TLS_AES_128_GCM_SHA256}; empty text without TLS
 * @param session the TLS session, for {@link Result#ENCRYPTED}
 * @param cause why TLS failed, for {@link Result#HANDSHAKE_FAILED} and {@link Result#UNTRUSTED}
 */
public record TlsOutcome(
        Result result,
        String address,
        String source,
        String tls,
        Optional<SSLSession> session,
        Optional<Exception> cause) {
    /** An end without TLS and without a failure of it. */
    public static TlsOutcome without(Result result, String address, String source) {
        return new TlsOutcome(result, address, source, "", Optional.empty(), Optional.empty());
    }

    /** TLS runs. */
    public static TlsOutcome encrypted(String address, String source, SSLSession session) {
        return new TlsOutcome(
                Result.ENCRYPTED,
                address,
                source,
                session.getProtocol() + " " + session.getCipherSuite(),
                Optional.of(session),
                Optional.empty());
    }

    /** TLS failed. */
    public static TlsOutcome failed(Result result, String address, String source, Exception cause) {
        return new TlsOutcome(result, address, source, "", Optional.empty(), Optional.of(cause));
    }

    /** Ends. */
    public enum Result {
        /** In clear, by the administrator's wish. */
        PLAIN,
        /** TLS as the policy wants it. */
        ENCRYPTED,
        /** The host does not offer STARTTLS (any more). */
        NOT_OFFERED,
        /** The host offers STARTTLS and refuses it. */
        REFUSED,
        /** The host sent octets before TLS began that could not be trusted (RFC 3207 §6). */
        INJECTED,
        /** TLS could not be agreed on. */
        HANDSHAKE_FAILED,
        /** The certificate is not one that the policy takes. */
        UNTRUSTED,
        /** No connection was made, because of {@link TlsPolicy.Refuse}. */
        PASSED_OVER
    }
}
