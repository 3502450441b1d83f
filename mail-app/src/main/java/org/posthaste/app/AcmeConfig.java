package org.posthaste.app;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.posthaste.common.dns.DnsSettings;

/**
 * Certificates by ACME (RFC 8555).
 *
 * @param agreed the authority's terms are accepted; until then it is never contacted
 * @param directory the authority: the address of its directory
 * @param contact where the authority writes to, an address
 * @param authority PEM file with the certificates that the authority's own server is trusted by; empty: those of the Java runtime
 * @param challenge how we prove that a name is ours
 * @param profile which of the authority's kinds of certificates is wanted, such as {@code shortlived}; empty: its default
 * @param names further names to have certificates for, besides those of the host and of the services of each domain
 * @param rsa have a second certificate for the host with an RSA key, for programs that know no other
 * @param binding an account at the authority that ours belongs to
 * @param dnsUpdate a name server that takes records for DNS-01
 */
public record AcmeConfig(
        boolean agreed,
        String directory,
        Optional<String> contact,
        Optional<Path> authority,
        Challenge challenge,
        Optional<String> profile,
        List<String> names,
        boolean rsa,
        Binding binding,
        DnsUpdate dnsUpdate) {
    /** Let's Encrypt. */
    public static final String LETS_ENCRYPT = "https://acme-v02.api.letsencrypt.org/directory";

    /** Let's Encrypt for tests: nobody trusts its certificates. */
    public static final String STAGING = "https://acme-staging-v02.api.letsencrypt.org/directory";

    private static final Pattern NAME =
            Pattern.compile("([a-z0-9_]([a-z0-9-]*[a-z0-9])?\\.)+[a-z0-9-]*[a-z][a-z0-9-]*");

    /** How control of a name is proved. */
    public enum Challenge {
        /** DNS-01 if a name server takes updates, else HTTP-01, and TLS-ALPN-01 where that fails. */
        AUTOMATIC,
        HTTP_01,
        TLS_ALPN_01,
        DNS_01;

        /** As in RFC 8555 and the configuration. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * An account at the authority that ours belongs to (RFC 8555 §7.3.4).
     *
     * @param keyId what the authority calls its key
     * @param keyFile file with that key in base64url
     */
    public record Binding(Optional<String> keyId, Optional<Path> keyFile) {
        public Binding {
            if (keyId.isPresent() != keyFile.isPresent()) {
                throw new IllegalArgumentException("keyId and keyFile must be set together");
            }
        }

        static Binding defaults() {
            return new Binding(Optional.empty(), Optional.empty());
        }
    }

    /**
     * A name server that takes updates (RFC 2136).
     *
     * @param server its address, with an optional port; empty: none
     * @param keyName name of the key shared with it; empty: it knows us by our address
     * @param algorithm of the key
     * @param secretFile file with the key in base64
     * @param zone the zone to change; empty: found by asking the DNS
     */
    public record DnsUpdate(
            Optional<String> server,
            Optional<String> keyName,
            String algorithm,
            Optional<Path> secretFile,
            Optional<String> zone) {
        public DnsUpdate {
            server.ifPresent(DnsSettings::server);
            if (keyName.isPresent() != secretFile.isPresent()) {
                throw new IllegalArgumentException("keyName and secretFile must be set together");
            }
        }

        /** None. */
        public static DnsUpdate defaults() {
            return new DnsUpdate(Optional.empty(), Optional.empty(), "hmac-sha256", Optional.empty(), Optional.empty());
        }

        /** Where updates go. */
        public Optional<InetSocketAddress> address() {
            return server.map(DnsSettings::server);
        }
    }

    public AcmeConfig {
        names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        for (String name : names) {
            if (!isName(name)) {
                throw new IllegalArgumentException(
                        "names: \"" + name + "\" is not a host name such as imap.example.org");
            }
        }
        if (contact.isPresent() && !contact.get().matches("[^@\\s,:?]+@[^@\\s,?]+")) {
            throw new IllegalArgumentException("contact is not an address such as admin@example.org");
        }
        refuseInsecure(directory);
    }

    static AcmeConfig defaults() {
        return new AcmeConfig(
                false,
                LETS_ENCRYPT,
                Optional.empty(),
                Optional.empty(),
                Challenge.AUTOMATIC,
                Optional.empty(),
                List.of(),
                false,
                Binding.defaults(),
                DnsUpdate.defaults());
    }

    /** True for what a public or private authority could give a certificate for; wildcards and addresses are none. */
    public static boolean isName(String name) {
        return name.length() <= 253 && NAME.matcher(name).matches();
    }

    /** The directory's host. */
    public String authorityName() {
        return Optional.ofNullable(URI.create(directory).getHost()).orElse(directory);
    }

    /** RFC 8555 §6.1: HTTPS, but for one that runs on this host for tests. */
    private static void refuseInsecure(String directory) {
        URI address;
        try {
            address = URI.create(directory);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("directory is not an address such as " + LETS_ENCRYPT, e);
        }
        String host = address.getHost();
        if (host == null
                || !"https".equals(address.getScheme()) && !("http".equals(address.getScheme()) && isLocal(host))) {
            throw new IllegalArgumentException("directory is not an https address such as " + LETS_ENCRYPT);
        }
    }

    private static boolean isLocal(String host) {
        if (!host.matches("[0-9.]+|\\[[0-9a-fA-F:]+]")) {
            return host.equals("localhost");
        }
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
