package org.posthaste.common.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Certificates for tests: one server for the whole run, and a client that trusts everybody. */
public final class TestCertificates {
    private static final TlsContexts SERVER = server();
    private static final SSLContext CLIENT = newClientContext();

    private TestCertificates() {}

    private static TlsContexts server() {
        try {
            Path directory = Files.createTempDirectory("certificates");
            TlsContexts contexts =
                    TlsContexts.open(TlsSettings.selfSigned(directory, "mail.example.org"), Clock.systemUTC());
            for (String name : List.of("self-signed.crt", "self-signed.key")) {
                Files.delete(directory.resolve(name));
            }
            Files.delete(directory);
            return contexts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The engine of a server called mail.example.org or localhost. */
    public static SSLEngine newServerEngine() {
        return SERVER.newServerEngine();
    }

    /** A client's context that trusts everybody and resumes sessions. */
    public static SSLContext clientContext() {
        return CLIENT;
    }

    /** A client's context that trusts everybody and has seen nobody yet. */
    public static SSLContext newClientContext() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Credulous()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes a new self-signed certificate for these names. */
    public static CertificateFiles write(Path directory, String base, String... names) throws IOException {
        SelfSignedCertificate made = SelfSignedCertificate.make(Set.of(names), Instant.now());
        CertificateFiles files =
                new CertificateFiles(directory.resolve(base + ".crt"), directory.resolve(base + ".key"));
        PemFiles.write(files.key(), made.key());
        PemFiles.write(files.chain(), List.of(made.certificate()));
        return files;
    }

    /** A new self-signed certificate for these names, made at some time. */
    public static CertificateBundle bundle(Instant made, String... names) throws IOException {
        SelfSignedCertificate certificate = SelfSignedCertificate.make(Set.of(names), made);
        return new CertificateBundle(List.of(certificate.certificate()), certificate.key());
    }

    private static final class Credulous implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
