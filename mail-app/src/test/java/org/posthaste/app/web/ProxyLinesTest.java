package org.posthaste.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.posthaste.app.web.ProxyLines.Site;
import org.posthaste.common.tls.CertificateFiles;

/** What web servers are told; that they understand it is tried with the real ones. */
class ProxyLinesTest {
    private static final ProxyLines LINES = new ProxyLines(
            "127.0.0.1:8480",
            List.of(
                    new Site(List.of("mail.example.org"), files("host")),
                    new Site(List.of("autoconfig.example.org", "mta-sts.example.org"), files("domain"))),
            List.of("example.org"),
            true);

    private static CertificateFiles files(String stem) {
        return new CertificateFiles(Path.of("/t l s/" + stem + ".crt"), Path.of("/t l s/" + stem + ".key"));
    }

    @ParameterizedTest
    @EnumSource
    void everyNameAndTheBackendAreThere(ProxyProgram program) {
        assertThat(LINES.of(program))
                .startsWith("# /etc/" + program.word())
                .contains("mail.example.org", "autoconfig.example.org", "mta-sts.example.org")
                .contains("127.0.0.1:8480");
        assertThat(LINES.ofDomains(program)).contains("127.0.0.1:8480").containsPattern("autoconfig.*config-v1");
        assertThat(ProxyProgram.of(program.word())).contains(program);
    }

    @Test
    void eachCertificateHasItsBlock() {
        assertThat(LINES.of(ProxyProgram.NGINX))
                .contains("server_name mail.example.org;\n    ssl_certificate \"/t l s/host.crt\";")
                .contains("server_name autoconfig.example.org mta-sts.example.org;\n"
                        + "    ssl_certificate \"/t l s/domain.crt\";\n    ssl_certificate_key \"/t l s/domain.key\";");
        assertThat(LINES.of(ProxyProgram.APACHE).split("<VirtualHost", -1)).hasSize(5);
        assertThat(LINES.of(ProxyProgram.APACHE))
                .contains("ServerName autoconfig.example.org\n    ServerAlias mta-sts.example.org\n");
    }

    @Test
    void processesAreKnownByTheirNames() {
        assertThat(ProxyProgram.running("apache2")).contains(ProxyProgram.APACHE);
        assertThat(ProxyProgram.running("httpd")).contains(ProxyProgram.APACHE);
        assertThat(ProxyProgram.running("java")).isEmpty();
        assertThat(ProxyProgram.of("iis")).isEmpty();
    }
}
