package org.posthaste.app.records;

import java.net.InetAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.posthaste.app.HostFacts;
import org.posthaste.app.PublishConfig;
import org.posthaste.app.SuiteConfig;
import org.posthaste.app.records.HostRecords.Service;
import org.posthaste.common.tls.CertificateInfo;
import org.posthaste.mailstore.queue.RouteTable;
import org.posthaste.smtp.sign.DomainKeys;

/** Says which records a domain should have now: from the configuration, the host's addresses, its certificates and routes, and the domain's keys. Asks no DNS. Thread-safe. */
public final class RecordSource {
    /** The route of everything that has no route of its own. */
    private static final String EVERYTHING = "*";

    private final SuiteConfig config;
    private final Supplier<List<CertificateInfo>> certificates;
    private final RouteTable routes;
    private final DomainKeys keys;
    private final Clock clock;

    /**
     * A source.
     *
     * @param certificates those in use, the default first
     */
    public RecordSource(
            SuiteConfig config,
            Supplier<List<CertificateInfo>> certificates,
            RouteTable routes,
            DomainKeys keys,
            Clock clock) {
        this.config = config;
        this.certificates = certificates;
        this.routes = routes;
        this.keys = keys;
        this.clock = clock;
    }

    /** What should exist for a domain, by its A-labels. */
    public DomainRecords of(String domain) {
        return of(domain, host());
    }

    /** The same for a host that is a little different. */
    public DomainRecords of(String domain, HostRecords host) {
        return DomainRecords.of(domain, host, keys.keys(domain), clock.instant());
    }

    /** This host. */
    public HostRecords host() {
        PublishConfig publish = config.publish();
        return new HostRecords(
                config.hostname(),
                addresses(),
                senders(),
                services(),
                shown().stream().map(CertificateInfo::keySha256).distinct().toList(),
                MtaStsPolicyText.of(config.hostname(), publish.mtaSts()),
                authorities(),
                publish.dmarc(),
                smartHost());
    }

    /**
     * The MTA-STS policy to serve now: the one that is set, but only {@code testing} while this host shows a certificate
     * that nobody trusts, since then {@code enforce} would keep mail away.
     */
    public MtaStsPolicyText servedPolicy() {
        MtaStsPolicyText policy =
                MtaStsPolicyText.of(config.hostname(), config.publish().mtaSts());
        boolean trusted = shown().stream()
                .anyMatch(certificate -> !certificate.selfSigned() && isFor(certificate, config.hostname()));
        return policy.mode() == MtaStsPolicyText.Mode.ENFORCE && !trusted ? policy.provisional() : policy;
    }

    private List<InetAddress> addresses() {
        List<InetAddress> set = config.publish().publicAddresses();
        if (!set.isEmpty()) {
            return set;
        }
        List<InetAddress> ours = HostFacts.publicAddresses();
        Set<InetAddress> bound = new LinkedHashSet<>();
        for (var listener : config.listeners("smtp")) {
            InetAddress address = listener.address().getAddress();
            if (address.isAnyLocalAddress()) {
                return ours;
            }
            bound.add(address);
        }
        return ours.stream().filter(bound::contains).toList();
    }

    /** Addresses that routes choose to connect from, and that the host's name does not lead to. */
    private List<InetAddress> senders() {
        List<InetAddress> known = addresses();
        Set<InetAddress> found = new LinkedHashSet<>();
        for (RouteTable.Rule rule : routes.all()) {
            for (String option : List.of("source4", "source6")) {
                String text = rule.options().getOrDefault(option, "");
                if (!text.isEmpty()) {
                    InetAddress address = HostFacts.numeric(text);
                    if (HostFacts.isPublic(address) && !known.contains(address)) {
                        found.add(address);
                    }
                }
            }
        }
        return List.copyOf(found);
    }

    private String smartHost() {
        return routes.all().stream()
                .filter(rule -> rule.pattern().equals(EVERYTHING))
                .map(rule -> rule.options().getOrDefault("via", ""))
                .filter(via -> !via.equals("mx"))
                .findFirst()
                .orElse("");
    }

    /** What an administrator may publish; TLS from the first octet goes before STARTTLS (RFC 8314 §4.1), IMAP before POP3 (RFC 6186 §3.3). */
    private List<Service> services() {
        SuiteConfig.Ports ports = config.ports();
        List<Service> services = new ArrayList<>();
        add(services, "_submissions._tcp", 0, ports.submissions());
        add(services, "_submission._tcp", 10, ports.submission());
        add(services, "_imaps._tcp", 0, ports.imaps());
        add(services, "_imap._tcp", 10, ports.imap());
        add(services, "_pop3s._tcp", 20, ports.pop3s());
        add(services, "_pop3._tcp", 30, ports.pop3());
        add(services, "_autodiscover._tcp", 0, ports.https());
        return services;
    }

    private void add(List<Service> services, String label, int priority, int port) {
        if (port != 0) {
            services.add(new Service(label, priority, port + config.portOffset()));
        }
    }

    /** The certificates that other hosts see: those for the host's name, or else the default. One we signed ourselves counts only if there is no other. */
    private List<CertificateInfo> shown() {
        List<CertificateInfo> all = certificates.get();
        List<CertificateInfo> ours = all.stream()
                .filter(certificate -> isFor(certificate, config.hostname()))
                .toList();
        List<CertificateInfo> issued =
                ours.stream().filter(certificate -> !certificate.selfSigned()).toList();
        if (!issued.isEmpty()) {
            return issued;
        }
        return ours.isEmpty() ? all.stream().limit(1).toList() : List.of(ours.get(0));
    }

    private static boolean isFor(CertificateInfo certificate, String host) {
        int dot = host.indexOf('.');
        String wildcard = "*" + (dot < 0 ? "" : host.substring(dot));
        return certificate.names().contains(host) || certificate.names().contains(wildcard);
    }

    /** None while a certificate is in use that none of them issued: the record would stop its renewal. */
    private List<String> authorities() {
        List<String> set = config.publish().authorities();
        boolean foreign = shown().stream()
                .anyMatch(certificate -> !certificate.selfSigned()
                        && set.contains("letsencrypt.org")
                        && !certificate.issuer().toLowerCase(Locale.ROOT).contains("let's encrypt"));
        return foreign ? List.of() : set;
    }
}
