package org.posthaste.common.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Servers' sides of TLS with certificates made to order. */
public final class ServerContexts {
    private ServerContexts() {}

    /** A server and what it shows. */
    public record Shown(SSLContext context, X509Certificate certificate) {}

    /** A server with a self-signed certificate for these names, made at this time. */
    public static Shown selfSigned(Instant made, String... names) {
        try {
            SelfSignedCertificate own = SelfSignedCertificate.make(Set.of(names), made);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("own", own.key(), new char[0], new Certificate[] {own.certificate()});
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return new Shown(context, own.certificate());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
