package org.posthaste.app;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.posthaste.common.config.ByteSize;
import org.posthaste.common.config.ConfigFile;
import org.posthaste.common.net.ListenerConfig;
import org.posthaste.common.net.ListenerConfig.TlsMode;
import org.posthaste.common.sasl.TokenSettings;
import org.posthaste.imap.session.ImapConfig.Announcement;

/**
 * Everything that can be set in {@code posthaste.yaml}; every key has a default and an override by an environment variable ({@link ConfigFile} tells its name). A value.
 *
 * @param hostname the server's name in the world: greeting, certificate, client settings
 * @param bind addresses to listen on; empty: all of IPv4 and IPv6
 * @param portOffset added to every port, for hosts that do not let us bind the standard ones
 * @param ports the standard ports; 0 switches a listener off
 */
public record SuiteConfig(
        String hostname,
        List<String> bind,
        int portOffset,
        Ports ports,
        Tls tls,
        AcmeConfig acme,
        OAuth oauth,
        Smtp smtp,
        Imap imap,
        Pop3 pop3,
        DnsConfig dns,
        QueueConfig queue,
        RelayConfig relay,
        VerifyConfig verify,
        PublishConfig publish,
        ReportsConfig reports,
        Store store,
        Limits limits,
        DoctorConfig doctor,
        Proxy proxy,
        WebConfig web,
        Log log) {
    private static final Pattern HOST_NAME =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?" + "(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*");

    public SuiteConfig {
        hostname = hostname.toLowerCase(Locale.ROOT);
        if (hostname.length() > 253 || !HOST_NAME.matcher(hostname).matches()) {
            throw new IllegalArgumentException("hostname is not a host name such as mail.example.org");
        }
        for (String address : bind) {
            numeric(address);
        }
        if (portOffset < 0 || portOffset > 60_000) {
            throw new IllegalArgumentException("portOffset is not between 0 and 60000");
        }
        ports.refuseClashes(portOffset);
    }

    /** What is in force when nothing is set. */
    public static SuiteConfig empty() {
        return defaults();
    }

    static SuiteConfig defaults() {
        return new SuiteConfig(
                "localhost",
                List.of(),
                0,
                Ports.defaults(),
                new Tls(Optional.empty(), Optional.empty(), List.of()),
                AcmeConfig.defaults(),
                new OAuth(
                        Optional.empty(),
                        "",
                        "",
                        "email",
                        "",
                        List.of("RS256", "ES256", "PS256"),
                        Duration.ofMinutes(1)),
                new Smtp(new ByteSize(50L << 20), 1_000, OverQuota.TRY_LATER, SenderDomain.REJECT),
                new Imap(Duration.ofMinutes(30), List.of(), List.of(), 0, 0, Optional.empty(), Optional.empty()),
                new Pop3(Duration.ofMinutes(10)),
                DnsConfig.defaults(),
                QueueConfig.defaults(),
                RelayConfig.defaults(),
                VerifyConfig.defaults(),
                PublishConfig.defaults(),
                ReportsConfig.defaults(),
                new Store(Duration.ofDays(14), Duration.ofDays(30)),
                new Limits(20_000, 200, 100, 8),
                DoctorConfig.defaults(),
                new Proxy(List.of()),
                WebConfig.defaults(),
                new Log(Level.INFO, Format.TEXT, Optional.empty(), false));
    }

    /** The configuration of a data folder, with the environment above it. */
    public static ConfigFile<SuiteConfig> load(DataFolder folder, Map<String, String> environment) {
        return ConfigFile.load(folder.configFile(), SuiteConfig.class, environment);
    }

    /** The same with another offset. */
    public SuiteConfig withPortOffset(int offset) {
        return with(hostname, bind, offset);
    }

    /** The same with other addresses to listen on. */
    public SuiteConfig withBind(List<String> addresses) {
        return with(hostname, addresses, portOffset);
    }

    /** The same with another name. */
    public SuiteConfig withHostname(String name) {
        return with(name, bind, portOffset);
    }

    private SuiteConfig with(String name, List<String> addresses, int offset) {
        return new SuiteConfig(
                name, addresses, offset, ports, tls, acme, oauth, smtp, imap, pop3, dns, queue, relay, verify, publish,
                reports, store, limits, doctor, proxy, web, log);
    }

    /** The listeners of one protocol: {@code smtp}, {@code imap} or {@code pop3}. */
    public List<ListenerConfig> listeners(String protocol) {
        return switch (protocol) {
            case "smtp" -> joined(
                    listeners("smtp", ports.smtp, TlsMode.STARTTLS),
                    listeners("submission", ports.submission, TlsMode.STARTTLS),
                    listeners("submissions", ports.submissions, TlsMode.IMPLICIT),
                    listeners("lmtp", ports.lmtp, TlsMode.NEVER));
            case "imap" -> joined(
                    listeners("imap", ports.imap, TlsMode.STARTTLS), listeners("imaps", ports.imaps, TlsMode.IMPLICIT));
            case "pop3" -> joined(
                    listeners("pop3", ports.pop3, TlsMode.STARTTLS), listeners("pop3s", ports.pop3s, TlsMode.IMPLICIT));
            default -> throw new IllegalArgumentException("no protocol " + protocol);
        };
    }

    /** All listeners for mail, in the order SMTP, IMAP, POP3. */
    public List<ListenerConfig> listeners() {
        return joined(listeners("smtp"), listeners("imap"), listeners("pop3"));
    }

    /** Those of the public pages, which mail can do without. A proxy before them speaks HTTP, not the PROXY protocol. */
    public List<ListenerConfig> webListeners() {
        return joined(
                listeners("http", ports.http, TlsMode.NEVER, List.of()),
                listeners("https", ports.https, TlsMode.IMPLICIT, List.of()));
    }

    private List<ListenerConfig> listeners(String name, int port, TlsMode tls) {
        return listeners(name, port, tls, proxy.trusted());
    }

    private List<ListenerConfig> listeners(String name, int port, TlsMode tls, List<String> proxies) {
        if (port == 0) {
            return List.of();
        }
        return addresses().stream()
                .map(address ->
                        new ListenerConfig(name, new InetSocketAddress(address, port + portOffset), tls, proxies))
                .toList();
    }

    /** One dual-stack socket takes IPv4 and IPv6, so {@code 0.0.0.0} and {@code ::} are the same: whichever this host has. */
    private List<InetAddress> addresses() {
        List<InetAddress> addresses = new ArrayList<>();
        for (String text : bind.isEmpty() ? List.of("0.0.0.0") : bind) {
            InetAddress named = numeric(text);
            InetAddress address = named.isAnyLocalAddress() ? new InetSocketAddress(0).getAddress() : named;
            if (addresses.stream().noneMatch(known -> known.isAnyLocalAddress() || known.equals(address))) {
                if (address.isAnyLocalAddress()) {
                    addresses.clear();
                }
                addresses.add(address);
            }
        }
        return addresses;
    }

    /** An address without asking DNS, which could change under our feet. */
    private static InetAddress numeric(String text) {
        if (!text.matches("[0-9a-fA-F.:%]+[0-9a-zA-Z%]*") || !(text.contains(".") || text.contains(":"))) {
            throw new IllegalArgumentException("bind: \"" + text + "\" is not an address such as 0.0.0.0 or 192.0.2.1");
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("bind: \"" + text + "\" is not an address such as 0.0.0.0", e);
        }
    }

    @SafeVarargs
    private static List<ListenerConfig> joined(List<ListenerConfig>... parts) {
        List<ListenerConfig> all = new ArrayList<>();
        for (List<ListenerConfig> part : parts) {
            all.addAll(part);
        }
        return List.copyOf(all);
    }

    /** Standard ports; 0 switches a listener off. LMTP is off unless set. */
    public record Ports(
            int smtp,
            int submission,
            int submissions,
            int lmtp,
            int imap,
            int imaps,
            int pop3,
            int pop3s,
            int http,
            int https) {
        static Ports defaults() {
            return new Ports(25, 587, 465, 0, 143, 993, 110, 995, 80, 443);
        }

        private List<Integer> used() {
            return List.of(smtp, submission, submissions, lmtp, imap, imaps, pop3, pop3s, http, https).stream()
                    .filter(port -> port != 0)
                    .toList();
        }

        private void refuseClashes(int offset) {
            List<Integer> used = used();
            if (Set.copyOf(used).size() != used.size()) {
                throw new IllegalArgumentException("ports: the same port stands there twice");
            }
            for (int port : used) {
                if (port < 0 || port + offset > 65_535) {
                    throw new IllegalArgumentException(
                            "ports: " + port + " with portOffset " + offset + " is not a port below 65536");
                }
            }
        }
    }

    /**
     * Where the certificate comes from.
     *
     * @param certificate PEM file with the chain; empty: a self-signed one is made in the data folder
     * @param key PEM file with the private key
     * @param others certificates for further names; which one is shown depends on the name a client asks for (SNI)
     */
    public record Tls(Optional<Path> certificate, Optional<Path> key, List<Certificate> others) {
        public Tls {
            if (certificate.isPresent() != key.isPresent()) {
                throw new IllegalArgumentException("tls: certificate and key must be set together");
            }
        }
    }

    /**
     * Whose access tokens log in beside passwords (OAUTHBEARER, XOAUTH2); without an issuer none does.
     *
     * @param issuer what a token's {@code iss} must be
     * @param audience what its {@code aud} must hold
     * @param keys the issuer's public keys (JWK Set): an https address, or a file
     * @param claim the claim that holds the user's address
     * @param scope what its {@code scope} must hold; empty: anything
     * @param algorithms the signatures taken
     * @param clockSkew how far the issuer's clock may be off
     */
    public record OAuth(
            Optional<String> issuer,
            String audience,
            String keys,
            String claim,
            String scope,
            List<String> algorithms,
            Duration clockSkew) {
        public OAuth {
            if (issuer.isPresent()) {
                try {
                    settings(issuer.get(), audience, keys, claim, scope, algorithms, clockSkew, Path.of(""));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException("oauth: " + e.getMessage(), e);
                }
            }
        }

        /** As the authenticator wants it; a file of keys lies below {@code folder} unless its path is absolute. */
        Optional<TokenSettings> settings(Path folder) {
            return issuer.map(name -> settings(name, audience, keys, claim, scope, algorithms, clockSkew, folder));
        }

        private static TokenSettings settings(
                String issuer,
                String audience,
                String keys,
                String claim,
                String scope,
                List<String> algorithms,
                Duration clockSkew,
                Path folder) {
            if (keys.isBlank()) {
                throw new IllegalArgumentException("keys must be set: an https address or a file");
            }
            URI address = keys.contains("://")
                    ? URI.create(keys)
                    : folder.resolve(keys).toUri();
            return new TokenSettings(issuer, audience, address, claim, scope, algorithms, clockSkew);
        }
    }

    /** A further certificate: PEM files with the chain and the private key. */
    public record Certificate(Path certificate, Path key) {}

    /**
     * Receiving mail.
     *
     * @param overQuota how mail for full mailboxes is refused
     * @param senderDomain what becomes of mail from domains that do not exist
     */
    public record Smtp(ByteSize maxMessageSize, int maxRecipients, OverQuota overQuota, SenderDomain senderDomain) {
        public Smtp {
            if (maxMessageSize.octets() < 64 * 1024) {
                throw new IllegalArgumentException("smtp: maxMessageSize must be at least 64K (RFC 5321 §4.5.3.1.7)");
            }
            if (maxRecipients < 100) {
                throw new IllegalArgumentException("smtp: maxRecipients must be at least 100 (RFC 5321 §4.5.3.1.8)");
            }
        }
    }

    /**
     * Reading mail over IMAP.
     *
     * @param hide capabilities no mail program is told of, such as {@code COMPRESS=DEFLATE}
     * @param announce capabilities that mail programs are told of on request only: {@code UIDONLY}, {@code UIDBATCHES}
     * @param messageLimit how many messages one command may be about (RFC 9738 §3); 0 for any number
     * @param saveLimit the same for COPY and APPEND only
     * @param comment what clients that ask are told of the server (RFC 5464 §3.2.1.1)
     * @param admin how to reach the administrator, a URI such as {@code mailto:postmaster@example.org}
     */
    public record Imap(
            Duration idleTimeout,
            List<String> hide,
            List<String> announce,
            int messageLimit,
            int saveLimit,
            Optional<String> comment,
            Optional<String> admin) {
        public Imap {
            if (admin.isPresent() && !admin.get().matches("[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")) {
                throw new IllegalArgumentException("imap: admin must be a URI such as mailto:postmaster@example.org");
            }
            try {
                hide = List.copyOf(CapabilityList.parse(hide));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("imap: hide: " + e.getMessage(), e);
            }
            announce = announce.stream()
                    .map(name -> name.strip().toUpperCase(Locale.ROOT))
                    .toList();
            if (!Announcement.QUIET.containsAll(announce)) {
                throw new IllegalArgumentException(
                        "imap: announce is for " + String.join(" and ", new TreeSet<>(Announcement.QUIET))
                                + " only; everything else is announced unless it is hidden");
            }
            if (!isLimit(messageLimit) || !isLimit(saveLimit)) {
                throw new IllegalArgumentException(
                        "imap: messageLimit and saveLimit must be at least 1000, or 0 for none (RFC 9738 §3)");
            }
            if (idleTimeout.compareTo(Duration.ofMinutes(30)) < 0) {
                throw new IllegalArgumentException("imap: idleTimeout must be at least 30m (RFC 9051 §5.4)");
            }
        }

        private static boolean isLimit(int messages) {
            return messages == 0 || messages >= 1000;
        }
    }

    /** Reading mail over POP3. */
    public record Pop3(Duration idleTimeout) {
        public Pop3 {
            if (idleTimeout.compareTo(Duration.ofMinutes(10)) < 0) {
                throw new IllegalArgumentException("pop3: idleTimeout must be at least 10m (RFC 1939 §3)");
            }
        }
    }

    /** How long what is gone stays restorable, and what happened stays known. */
    public record Store(Duration keepExpunged, Duration keepJournal) {}

    /** Bounds per server; see {@link org.posthaste.common.net.TransportLimits}. */
    public record Limits(int connections, int connectionsPerAddress, int connectionsPerUser, int workers) {
        public Limits {
            if (connections < 1 || connectionsPerAddress < 1 || connectionsPerUser < 1 || workers < 1) {
                throw new IllegalArgumentException("limits: every limit must be at least 1");
            }
        }
    }

    /**
     * Proxies before this server.
     *
     * @param trusted networks (CIDR) whose connections to mail ports must begin with a PROXY header (empty: the protocol is off), and whose word is taken on whom they hand requests on for
     */
    public record Proxy(List<String> trusted) {}

    /**
     * Log lines.
     *
     * @param file also write there (below the data folder unless absolute), rotated daily and at 50 MB, 14 kept
     * @param wire log every line of every conversation, without credentials and message text
     */
    public record Log(Level level, Format format, Optional<Path> file, boolean wire) {}

    /** How mail for a full mailbox is refused: so that the sender keeps trying, or at once and for good. */
    public enum OverQuota {
        TRY_LATER,
        FOR_GOOD
    }

    /** Mail from a domain that does not exist: refused, refused only if the DNS is certain of it, or taken. */
    public enum SenderDomain {
        REJECT,
        IF_CERTAIN,
        OFF
    }

    /** How much is logged. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /** How lines look. */
    public enum Format {
        TEXT,
        JSON
    }
}
