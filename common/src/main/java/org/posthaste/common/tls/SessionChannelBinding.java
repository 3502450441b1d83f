package org.posthaste.common.tls;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSession;

/** Channel binding data of one server-side session, computed when asked for. Thread-safe. */
final class SessionChannelBinding implements TlsFacts.ChannelBinding {
    private static final String SERVER_END_POINT = "tls-server-end-point";
    private static final String EXPORTER = "tls-exporter";

    /** RFC 9266 §4.2. */
    private static final String EXPORTER_LABEL = "EXPORTER-Channel-Binding";

    private static final int EXPORTER_LENGTH = 32;
    private static final Optional<Method> EXPORT = exportMethod();

    private final SSLSession session;

    SessionChannelBinding(SSLSession session) {
        this.session = session;
    }

    @Override
    public Optional<byte[]> data(String type) {
        return switch (type) {
            case SERVER_END_POINT -> serverEndPoint();
            case EXPORTER -> exporter();
            default -> Optional.empty();
        };
    }

    private Optional<byte[]> serverEndPoint() {
        Certificate[] chain = session.getLocalCertificates();
        if (chain == null || chain.length == 0 || !(chain[0] instanceof X509Certificate certificate)) {
            return Optional.empty();
        }
        try {
            Optional<String> hash = hashOf(certificate.getSigAlgName());
            return hash.isEmpty()
                    ? Optional.empty()
                    : Optional.of(MessageDigest.getInstance(hash.get()).digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            return Optional.empty();
        }
    }

    /** RFC 5929 §4.1: the hash of the certificate's signature, SHA-256 in place of MD5 and SHA-1; undefined for signatures without a hash of their own, such as Ed25519. */
    static Optional<String> hashOf(String signatureAlgorithm) {
        String name = signatureAlgorithm.toUpperCase(Locale.ROOT);
        if (name.startsWith("SHA384WITH")) {
            return Optional.of("SHA-384");
        }
        if (name.startsWith("SHA512WITH")) {
            return Optional.of("SHA-512");
        }
        if (name.startsWith("SHA224WITH")) {
            return Optional.of("SHA-224");
        }
        return name.startsWith("SHA256WITH") || name.startsWith("SHA1WITH") || name.startsWith("MD5WITH")
                ? Optional.of("SHA-256")
                : Optional.empty();
    }

    private Optional<byte[]> exporter() {
        // In TLS 1.2 the exporter is unique only with the extended master secret, which the JDK does not tell about.
        if (EXPORT.isEmpty() || !session.getProtocol().equals("TLSv1.3")) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(
                    (byte[]) EXPORT.get().invoke(session, EXPORTER_LABEL, new byte[0], EXPORTER_LENGTH));
        } catch (IllegalAccessException | InvocationTargetException e) {
            return Optional.empty();
        }
    }

    /** Offered by JDK 25 and later. */
    private static Optional<Method> exportMethod() {
        try {
            return Optional.of(ExtendedSSLSession.class.getMethod(
                    "exportKeyingMaterialData", String.class, byte[].class, int.class));
        } catch (NoSuchMethodException e) {
            return Optional.empty();
        }
    }
}
