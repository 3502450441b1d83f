package org.posthaste.common.sasl;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Whose access tokens are taken in place of passwords (RFC 7628): signed ones (JWT, RFC 7519) of one issuer.
 *
 * @param issuer what the claim {@code iss} must be
 * @param audience what the claim {@code aud} must hold
 * @param keys the issuer's public keys (JWK Set, RFC 7517): an {@code https} or {@code file} address; {@code http} only
 *     on this host
 * @param claim the claim that holds the user's address
 * @param scope what the claim {@code scope} must hold; empty: anything
 * @param algorithms the signatures taken; asymmetric ones only
 * @param clockSkew how far the issuer's clock may be off
 */
public record TokenSettings(
        String issuer,
        String audience,
        URI keys,
        String claim,
        String scope,
        List<String> algorithms,
        Duration clockSkew) {
    /** The signatures that can be taken. */
    public static final Set<String> ALGORITHMS =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

    public TokenSettings {
        algorithms = List.copyOf(algorithms);
        if (issuer.isBlank() || audience.isBlank() || claim.isBlank()) {
            throw new IllegalArgumentException("issuer, audience and claim must be set");
        }
        if (algorithms.isEmpty() || !ALGORITHMS.containsAll(algorithms)) {
            throw new IllegalArgumentException(
                    "algorithms must be some of " + ALGORITHMS.stream().sorted().toList());
        }
        if (clockSkew.isNegative() || clockSkew.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException("clockSkew must be between 0 and 10m");
        }
        String scheme = String.valueOf(keys.getScheme());
        if (!scheme.equals("https") && !scheme.equals("file") && !(scheme.equals("http") && local(keys))) {
            throw new IllegalArgumentException(
                    "keys must be an https or file address: whoever changes them on the way can log in as anybody");
        }
    }

    private static boolean local(URI address) {
        String host = address.getHost();
        if (host == null || !host.matches("localhost|[0-9.]+|\\[[0-9a-f:]+]")) {
            return false;
        }
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
