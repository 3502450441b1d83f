package org.posthaste.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthaste.app.admin.Json;
import org.posthaste.app.records.ExpectedRecord.Purpose;

class PolicyCheckTest {
    private static final String POLICY =
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nversion: STSv1\r\nmode: enforce\r\nmx: %s\r\nmax_age: 86400\r\n";

    @TempDir
    Path folder;

    private Clinic clinic;
    private SSLContext context;

    @BeforeEach
    void open() throws Exception {
        clinic = new Clinic(folder).server(Json.object());
        clinic.expect("_mta-sts.example.org.", "TXT", "v=STSv1; id=1", Purpose.MTA_STS);
        context = context(folder.resolve("keys.p12"));
    }

    @AfterEach
    void close() {
        clinic.close();
    }

    private Finding examine() throws InterruptedException {
        return new PolicyCheck().examine("example.org", clinic.surroundings()).get(0);
    }

    private Finding served(String answer, SSLSocketFactory trust) throws Exception {
        try (SSLServerSocket server =
                (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0)) {
            Thread thread = new Thread(() -> {
                try (var socket = server.accept()) {
                    socket.getInputStream().read(new byte[1000]);
                    socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    Thread.currentThread().interrupt(); // the client did not trust us
                }
            });
            thread.setDaemon(true);
            thread.start();
            clinic.world(25, server.getLocalPort(), 123, trust);
            return examine();
        }
    }

    @Test
    void thePolicyIsFetchedAsOthersDo() throws Exception {
        assertThat(examine().state()).isEqualTo(State.SKIPPED);
        clinic.both("mta-sts.example.org. 300 IN A 127.0.0.1");
        SSLSocketFactory trust = context.getSocketFactory();
        Finding right = served(String.format(POLICY, "mail.example.org"), trust);
        assertThat(right.state()).as(right.published()).isEqualTo(State.RIGHT);
        assertThat(served(String.format(POLICY, "*.example.org"), trust).state())
                .isEqualTo(State.RIGHT);
        assertThat(served(String.format(POLICY, "mail.example.net"), trust).remedy())
                .contains("do not deliver here");
        assertThat(served("HTTP/1.1 404 Not Found\r\n\r\n", trust).remedy()).contains("Another web server");
        assertThat(served("HTTP/1.1 200 OK\r\n\r\n<html>", trust).remedy()).contains("STSv1");
    }

    @Test
    void withoutTrustOthersDoWithoutThePolicy() throws Exception {
        clinic.both("mta-sts.example.org. 300 IN A 127.0.0.1");
        Finding finding =
                served(String.format(POLICY, "mail.example.org"), (SSLSocketFactory) SSLSocketFactory.getDefault());
        assertThat(finding.state()).isEqualTo(State.WARNING);
        assertThat(finding.remedy()).contains("valid certificate for mta-sts.example.org");
    }

    @Test
    void aPortThatIsClosedIsWrong() throws Exception {
        clinic.both("mta-sts.example.org. 300 IN A 127.0.0.1");
        clinic.world(25, 1, 123, context.getSocketFactory());
        assertThat(examine().remedy()).contains("Port 443");
    }

    /** A key for mta-sts.example.org, trusted by the same context. */
    private static SSLContext context(Path file) throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=mta-sts.example.org",
                        "-ext",
                        "san=dns:mta-sts.example.org",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        "changeit")
                .inheritIO()
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, "changeit".toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("a", store.getCertificate("a"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
