package org.posthaste.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthaste.app.admin.Json;
import org.posthaste.common.net.ListenerConfig.TlsMode;

/**
 * What a user types into a mail program. A value.
 *
 * @param hostname the server's name in the world
 * @param services the services to offer, best first for each use
 * @param tokens users may also log in with tokens of an identity provider
 */
public record ClientSettings(String hostname, List<Service> services, boolean tokens) {
    /**
     * One service.
     *
     * @param use {@code imap}, {@code pop3} or {@code smtp}
     */
    public record Service(String use, int port, TlsMode tls) {
        /** As mail programs name it. */
        public String security() {
            return tls == TlsMode.IMPLICIT ? "SSL/TLS" : "STARTTLS";
        }
    }

    public ClientSettings {
        services = List.copyOf(services);
    }

    /** The services a configuration offers to users. */
    public static ClientSettings of(SuiteConfig config) {
        SuiteConfig.Ports ports = config.ports();
        List<Service> services = new ArrayList<>();
        add(services, config, "imap", ports.imaps(), TlsMode.IMPLICIT);
        add(services, config, "imap", ports.imap(), TlsMode.STARTTLS);
        add(services, config, "pop3", ports.pop3s(), TlsMode.IMPLICIT);
        add(services, config, "pop3", ports.pop3(), TlsMode.STARTTLS);
        add(services, config, "smtp", ports.submissions(), TlsMode.IMPLICIT);
        add(services, config, "smtp", ports.submission(), TlsMode.STARTTLS);
        return new ClientSettings(
                config.hostname(), services, config.oauth().issuer().isPresent());
    }

    /** The service to choose for a use. */
    public Optional<Service> best(String use) {
        return services.stream().filter(service -> service.use().equals(use)).findFirst();
    }

    private static void add(List<Service> services, SuiteConfig config, String use, int port, TlsMode tls) {
        if (port != 0) {
            services.add(new Service(use, port + config.portOffset(), tls));
        }
    }

    /** The settings of one user, for programs: {@code server} is what works now, which is an address until the host's name leads here. Asks DNS. */
    public ObjectNode json(String user) {
        ObjectNode json = Json.object()
                .put("hostname", hostname)
                .put("server", HostFacts.leadsHere(hostname) ? hostname : HostFacts.address())
                .put("user", user);
        for (Service service : services) {
            json.withArray(service.use())
                    .addObject()
                    .put("port", service.port())
                    .put("security", service.security());
        }
        return json;
    }
}
