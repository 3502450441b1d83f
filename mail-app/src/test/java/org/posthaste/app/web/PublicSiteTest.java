package org.posthaste.app.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthaste.common.net.ListenerConfig;
import org.posthaste.common.tls.CertificateFiles;
import org.posthaste.common.tls.TestCertificates;

/** The public listeners: which ports, which certificate, which protocol. */
class PublicSiteTest {
    private static final String CHALLENGE = "/.well-known/acme-challenge/";

    @TempDir
    private Path folder;

    @Test
    void challengesAreAnsweredOnEveryNameByBothSchemes() throws IOException {
        try (SiteHost host = SiteHost.start(folder)) {
            host.board.putToken("tok-en_1", "tok-en_1.thumb");
            assertThat(host.get("mail.example.org", CHALLENGE + "tok-en_1"))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .endsWith("\r\n\r\ntok-en_1.thumb");
            assertThat(host.get("127.0.0.1", CHALLENGE + "tok-en_1")).startsWith("HTTP/1.1 200 OK\r\n");
            assertThat(host.secureGet("mta-sts.example.org", CHALLENGE + "tok-en_1"))
                    .startsWith("HTTP/1.1 200 OK\r\n");
            host.board.removeToken("tok-en_1");
            assertThat(host.get("mail.example.org", CHALLENGE + "tok-en_1")).startsWith("HTTP/1.1 404 Not Found\r\n");
            assertThat(host.get("mail.example.org", CHALLENGE + "../x")).startsWith("HTTP/1.1 404 Not Found\r\n");
            assertThat(host.site.requests()).containsEntry("challenge", 5L);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void anAuthorityIsShownTheCertificateOfItsChallengeAndOthersAreNot(String version) throws Exception {
        try (SiteHost host = SiteHost.start(folder)) {
            assertThatThrownBy(() -> host.tls("mta-sts.example.org", "acme-tls/1"))
                    .isInstanceOf(SSLException.class);
            CertificateFiles files = TestCertificates.write(folder, "challenge", "mta-sts.example.org");
            X509Certificate certificate = certificate(files);
            host.board.putCertificate("mta-sts.example.org", certificate, key(files));
            try (SSLSocket asked = host.tlsOnly(version, "mta-sts.example.org", "acme-tls/1")) {
                assertThat(asked.getApplicationProtocol()).isEqualTo("acme-tls/1");
                assertThat(asked.getSession().getPeerCertificates()[0]).isEqualTo(certificate);
            }
            try (SSLSocket other = host.tlsOnly(version, "mta-sts.example.org", "http/1.1")) {
                assertThat(other.getApplicationProtocol()).isEqualTo("http/1.1");
                assertThat(other.getSession().getPeerCertificates()[0]).isNotEqualTo(certificate);
            }
            assertThatThrownBy(() -> host.tlsOnly(version, "other.example.org", "acme-tls/1"))
                    .isInstanceOf(SSLException.class);
            host.board.removeCertificate("mta-sts.example.org");
            assertThatThrownBy(() -> host.tlsOnly(version, "mta-sts.example.org", "acme-tls/1"))
                    .isInstanceOf(SSLException.class);
        }
    }

    private static X509Certificate certificate(CertificateFiles files) throws Exception {
        try (var in = Files.newInputStream(files.chain())) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static PrivateKey key(CertificateFiles files) throws Exception {
        String pem = Files.readString(files.key()).replaceAll("-----[^-]*-----|\\s", "");
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
    }

    @Test
    void theCertificateIsThatOfTheNameAskedFor() throws IOException {
        try (SiteHost host = SiteHost.start(folder);
                SSLSocket domain = host.tls("autoconfig.example.org");
                SSLSocket own = host.tls("mail.example.org", "h2", "http/1.1")) {
            assertThat(domain.getSession().getPeerPrincipal().getName()).isEqualTo("CN=example.org");
            assertThat(own.getApplicationProtocol()).isEqualTo("http/1.1");
            assertThatThrownBy(() -> host.tls("mail.example.org", "h2")).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void aPortOfAWebServerIsLeftToItAndAProxyPortServesInstead() throws IOException {
        try (ServerSocket http = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                ServerSocket https = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int proxied = SiteHost.freePort();
            String ports = "ports: {http: " + http.getLocalPort() + ", https: " + https.getLocalPort() + "}\n";
            try (SiteHost host = SiteHost.with(folder, ports + "web: {proxyPort: " + proxied + "}\n")) {
                assertThat(host.site.listeners())
                        .extracting(ListenerConfig::name)
                        .containsExactly("http-proxied");
                assertThat(host.site.notes())
                        .anyMatch(note -> note.contains("Port " + http.getLocalPort() + " (http) is taken by "))
                        .anyMatch(note -> note.contains("posthaste web proxy"));
                host.board.putToken("a", "a.b");
                try (Socket socket = SiteHost.connect(proxied)) {
                    assertThat(SiteHost.exchange(socket, SiteHost.request("GET", "x", CHALLENGE + "a")))
                            .endsWith("a.b");
                }
            }
            try (SiteHost none = SiteHost.with(folder, ports + "web: {proxyPort: 0}\n")) {
                assertThat(none.site.listeners()).isEmpty();
                assertThat(none.site.notes()).isNotEmpty();
            }
        }
    }

    @Test
    void portZeroSwitchesAListenerOffWithoutAWord() throws IOException {
        try (SiteHost host = SiteHost.with(folder, "ports: {http: 0, https: 0}\n")) {
            assertThat(host.site.listeners()).isEmpty();
            assertThat(host.site.notes()).isEmpty();
        }
    }
}
