package org.posthaste.common.tls;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Certificates that prove to an ACME authority that this host answers for a name (RFC 8737 §3). They are shown only to clients that offer {@value #PROTOCOL} by ALPN, never to others.
 * Thread-safe.
 */
public final class AlpnChallenges {
    /** The application protocol of such a connection. */
    public static final String PROTOCOL = "acme-tls/1";

    private final Map<String, Identity> byName = new ConcurrentHashMap<>();

    /** Shows this certificate, with its key, to an authority that asks for the name. */
    public void put(String name, X509Certificate certificate, PrivateKey key) {
        String host = name.toLowerCase(Locale.ROOT);
        byName.put(host, new Identity(PROTOCOL + ":" + host, List.of(host), List.of(certificate), key, Path.of("")));
    }

    /** Shows none for the name any more. */
    public void remove(String name) {
        byName.remove(name.toLowerCase(Locale.ROOT));
    }

    /** True while there is none. */
    public boolean isEmpty() {
        return byName.isEmpty();
    }

    /** The alias of the certificate for a name. */
    Optional<String> alias(String keyType, String name) {
        return Optional.ofNullable(byName.get(name.toLowerCase(Locale.ROOT)))
                .filter(identity ->
                        keyType.equals(identity.certificate().getPublicKey().getAlgorithm()))
                .map(Identity::alias);
    }

    /** The certificate with this alias. */
    Optional<Identity> find(String alias) {
        return alias.startsWith(PROTOCOL)
                ? Optional.ofNullable(byName.get(alias.substring(PROTOCOL.length() + 1)))
                : Optional.empty();
    }
}
