package org.posthaste.smtp.relay.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.posthaste.smtp.relay.TlsFailure;
import org.posthaste.smtp.relay.TlsResultType;

/** Checks a server's certificates against known authorities (RFC 8461 §4.2, RFC 9525). Never asks the network: nothing is fetched, and revocation not asked for. Thread-safe. */
final class PublicTrust {
    private final Supplier<X509TrustManager> authorities;
    private final Clock clock;

    /**
     * Trust in some authorities.
     *
     * @param authorities asked each time; must be quick but for the first
     */
    PublicTrust(Supplier<X509TrustManager> authorities, Clock clock) {
        this.authorities = authorities;
        this.clock = clock;
    }

    /** The authorities of this Java runtime, read when they are first needed: a hundred certificates and more, which a start need not wait for. */
    static Supplier<X509TrustManager> system() {
        return new Supplier<>() {
            private Optional<X509TrustManager> read = Optional.empty();

            @Override
            public synchronized X509TrustManager get() {
                if (read.isEmpty()) {
                    read = Optional.of(systemAuthorities());
                }
                return read.get();
            }
        };
    }

    // The platform's word for its own list is null.
    @SuppressWarnings("NullAway")
    private static X509TrustManager systemAuthorities() {
        return of(null);
    }

    /** Trust in the certificates of a key store. */
    static X509TrustManager of(KeyStore store) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager x509) {
                    return x509;
                }
            }
            throw new IllegalStateException("this Java runtime knows no X.509");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the list of authorities cannot be read", e);
        }
    }

    X509TrustManager authorities() {
        return authorities.get();
    }

    /**
     * What is wrong with a chain, the server's certificate first; empty if nothing.
     *
     * @param kind the kind of key exchange, as the handshake names it
     */
    Optional<TlsFailure> verify(List<X509Certificate> chain, String kind, List<String> names) {
        X509Certificate server = chain.get(0);
        try {
            server.checkValidity(Date.from(clock.instant()));
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            return Optional.of(new TlsFailure(TlsResultType.CERTIFICATE_EXPIRED, String.valueOf(e.getMessage())));
        }
        try {
            authorities.get().checkServerTrusted(chain.toArray(X509Certificate[]::new), kind);
        } catch (CertificateException e) {
            return Optional.of(new TlsFailure(type(e), String.valueOf(e.getMessage())));
        }
        if (!CertificateNames.match(server, names, false)) {
            return Optional.of(new TlsFailure(
                    TlsResultType.CERTIFICATE_HOST_MISMATCH,
                    "the certificate is for " + CertificateNames.dnsIds(server) + ", not for " + names));
        }
        return Optional.empty();
    }

    private static TlsResultType type(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException) {
                return TlsResultType.CERTIFICATE_EXPIRED;
            }
        }
        return TlsResultType.CERTIFICATE_NOT_TRUSTED;
    }
}
