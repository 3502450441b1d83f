package org.posthaste.app.acme;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.posthaste.app.AcmeConfig;
import org.posthaste.app.AcmeConfig.Challenge;
import org.posthaste.app.SuiteConfig;
import org.posthaste.app.acme.CertificateKeeper.Foundation;
import org.posthaste.common.dns.DnsInspector;
import org.posthaste.common.dns.DynamicUpdate;

/** The ways to prove names that a configuration allows, in the order in which they are tried. Thread-safe. */
final class Proofs {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Proofs() {}

    /**
     * All ways. What the authority can reach shows when it tries; the way that worked last goes first then.
     *
     * @param worked its name; may be empty
     * @throws IOException if the key for updates cannot be read
     */
    static List<Proof> ways(AcmeConfig config, Foundation foundation, String worked) throws IOException {
        List<Proof> ways = new ArrayList<>();
        SuiteConfig.Ports ports = foundation.config().ports();
        for (Challenge challenge : List.of(Challenge.DNS_01, Challenge.HTTP_01, Challenge.TLS_ALPN_01)) {
            boolean possible =
                    switch (challenge) {
                        case DNS_01 -> config.dnsUpdate().server().isPresent();
                        case HTTP_01 -> ports.http() != 0;
                        default -> ports.https() != 0;
                    };
            if (config.challenge() == challenge || config.challenge() == Challenge.AUTOMATIC && possible) {
                ways.add(
                        challenge == Challenge.DNS_01
                                ? byRecord(config, foundation)
                                : new SiteProof(challenge, foundation.board(), foundation.clock()));
            }
        }
        ways.sort((a, b) -> Boolean.compare(
                b.challenge().text().equals(worked), a.challenge().text().equals(worked)));
        return ways;
    }

    private static Proof byRecord(AcmeConfig config, Foundation foundation) throws IOException {
        DnsInspector inspector = new DnsInspector(foundation.dns()::servers, PATIENCE);
        Optional<InetSocketAddress> server = config.dnsUpdate().address();
        if (server.isEmpty()) {
            return new RecordProof(inspector, Optional.empty());
        }
        DynamicUpdate update = new DynamicUpdate(server.get(), key(config.dnsUpdate(), foundation), PATIENCE);
        return new RecordProof(
                inspector,
                Optional.of(new RecordProof.Updates(update, config.dnsUpdate().zone())));
    }

    private static Optional<DynamicUpdate.Key> key(AcmeConfig.DnsUpdate settings, Foundation foundation)
            throws IOException {
        if (settings.keyName().isEmpty() || settings.secretFile().isEmpty()) {
            return Optional.empty();
        }
        var file = foundation.folder().root().resolve(settings.secretFile().get());
        try {
            byte[] secret = Base64.getDecoder()
                    .decode(Files.readString(file, StandardCharsets.US_ASCII).strip());
            return Optional.of(new DynamicUpdate.Key(settings.keyName().get(), settings.algorithm(), secret));
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "acme.dnsUpdate: " + file + " holds no key in base64, or the algorithm is unknown", e);
        }
    }
}
