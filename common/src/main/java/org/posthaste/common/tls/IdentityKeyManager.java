package org.posthaste.common.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a server's certificate by the name the client asks for (RFC 6066 §3): the exact name first, then a wildcard, then the default. Its certificates can be exchanged while
 * handshakes run, which keeps the {@code SSLContext}, and with it the sessions that clients resume. Thread-safe.
 */
final class IdentityKeyManager extends X509ExtendedKeyManager {
    private volatile List<Identity> current;
    private final AlpnChallenges challenges;
    private volatile List<Identity> previous = List.of();

    /** Serves these; the first is the default. */
    IdentityKeyManager(List<Identity> identities, AlpnChallenges challenges) {
        this.current = List.copyOf(identities);
        this.challenges = challenges;
    }

    /** Serves these from now on. */
    synchronized void exchange(List<Identity> identities) {
        previous = current;
        current = List.copyOf(identities);
    }

    List<Identity> identities() {
        return current;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        if (engine == null) {
            return choose(keyType, "").orElse(null);
        }
        String serverName = serverName(engine);
        if (AlpnChallenges.PROTOCOL.equals(engine.getHandshakeApplicationProtocol())) {
            return challenges.alias(keyType, serverName).orElse(null);
        }
        return choose(keyType, serverName).orElse(null);
    }

    /** The name the client asks for, or nothing. */
    private static String serverName(SSLEngine engine) {
        SSLSession session = engine.getHandshakeSession();
        if (session instanceof ExtendedSSLSession extended) {
            for (SNIServerName name : extended.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName();
                }
            }
        }
        return "";
    }

    /** The alias for a name. A client that can use only another kind of key than the name's certificate has is asked with that kind in turn, and gets the default. */
    Optional<String> choose(String keyType, String serverName) {
        List<Identity> identities = current;
        String name = serverName.toLowerCase(Locale.ROOT);
        int dot = name.indexOf('.');
        String wildcard = dot > 0 ? "*" + name.substring(dot) : "";
        for (String wanted : List.of(name, wildcard)) {
            List<Identity> named = identities.stream()
                    .filter(identity -> identity.names().contains(wanted))
                    .toList();
            if (!named.isEmpty()) {
                return ofType(named, keyType);
            }
        }
        Identity standard = identities.get(0);
        // Further certificates for the default's names (an RSA one beside an EC one) serve as default too.
        return ofType(
                identities.stream()
                        .filter(identity -> identity.alias().equals(standard.alias())
                                || identity.names().stream().anyMatch(standard.names()::contains))
                        .toList(),
                keyType);
    }

    private static Optional<String> ofType(List<Identity> identities, String keyType) {
        return identities.stream()
                .filter(identity ->
                        keyType.equals(identity.certificate().getPublicKey().getAlgorithm()))
                .map(Identity::alias)
                .findFirst();
    }

    /** The certificate with this alias, also if it was exchanged a moment ago. */
    Optional<Identity> find(String alias) {
        return current.stream()
                .filter(identity -> identity.alias().equals(alias))
                .findFirst()
                .or(() -> previous.stream()
                        .filter(identity -> identity.alias().equals(alias))
                        .findFirst())
                .or(() -> challenges.find(alias));
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return find(alias)
                .map(identity -> identity.chain().toArray(new X509Certificate[0]))
                .orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return find(alias).map(Identity::key).orElse(null);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return current.stream().map(Identity::alias).toArray(String[]::new);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return choose(keyType, "").orElse(null);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String @Nullable [] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
