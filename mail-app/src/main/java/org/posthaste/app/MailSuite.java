package org.posthaste.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.posthaste.app.SuiteAssembly.Ground;
import org.posthaste.app.SuiteAssembly.Outgoing;
import org.posthaste.app.SuiteAssembly.Servers;
import org.posthaste.app.admin.AdminContext;
import org.posthaste.app.web.PublicSite;
import org.posthaste.common.tls.CertificateInfo;

/**
 * The whole: one store, three servers over it, the public pages, and what they share. Thread-safe.
 *
 * @param admin what administrators' actions work on
 * @param certificates those in use at the start, the default first
 * @param site the public pages
 */
public record MailSuite(AdminContext admin, List<CertificateInfo> certificates, PublicSite site) {
    /**
     * Starts everything.
     *
     * @param ending gets every part that must be closed, also when a later one cannot be started
     * @throws UncheckedIOException if an address cannot be had or a certificate cannot be used
     */
    public static MailSuite start(SuiteConfig config, DataFolder folder, ShutdownSequence ending) {
        SuiteAssembly assembly = new SuiteAssembly(config, folder, ending);
        try {
            Ground ground = assembly.ground();
            Outgoing outgoing = assembly.outgoing(ground);
            Servers servers = assembly.servers(ground, outgoing);
            AdminContext admin = assembly.administration(ground, outgoing, servers);
            return new MailSuite(admin, ground.tls().certificates(), servers.site());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
