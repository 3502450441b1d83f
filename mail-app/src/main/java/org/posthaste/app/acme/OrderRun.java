package org.posthaste.app.acme;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthaste.app.acme.LineageState.TextRecord;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Identifier;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.OrderBuilder;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.Dns01Challenge;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;
import org.shredzone.acme4j.challenge.TokenChallenge;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeNotSupportedException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.exception.AcmeServerException;
import org.shredzone.acme4j.exception.AcmeUserActionRequiredException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One order (RFC 8555 §7.4) from its beginning, or from where it was left, to the certificate or to where a person is
 * waited for. Confined to the ACME thread, which it blocks.
 */
final class OrderRun {
    private static final Logger LOG = LoggerFactory.getLogger(OrderRun.class);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Login login;
    private final Proof proof;

    /** How far an order came. */
    sealed interface Outcome {
        /** The certificate and its issuers. */
        record Issued(List<X509Certificate> chain) implements Outcome {}

        /** These records must be written by a person; the order goes on when they are seen. */
        record Waiting(List<TextRecord> records) implements Outcome {}

        /** The authority did not believe these names, with its reason for each. */
        record Refused(Map<String, String> names) implements Outcome {}
    }

    OrderRun(Login login, Proof proof) {
        this.login = login;
        this.proof = proof;
    }

    /**
     * Begins an order.
     *
     * @param replaced the certificate that the new one takes the place of, for authorities that want to know (RFC 9773 §5)
     */
    Order begin(List<String> names, Optional<String> profile, Optional<X509Certificate> replaced) throws AcmeException {
        if (replaced.isPresent()) {
            try {
                return builder(names, profile).replaces(replaced.get()).create();
            } catch (AcmeRateLimitedException | AcmeUserActionRequiredException said) {
                throw said;
            } catch (AcmeServerException | AcmeNotSupportedException otherAuthority) {
                LOG.debug("an order that replaces nothing is tried reason={}", otherAuthority.getMessage());
            }
        }
        return builder(names, profile).create();
    }

    private OrderBuilder builder(List<String> names, Optional<String> profile) {
        OrderBuilder builder = login.newOrder().domains(names);
        profile.ifPresent(builder::profile);
        return builder;
    }

    /** The order that was left, if the authority still knows it and it can go on. */
    Optional<Order> resume(String location) throws AcmeException {
        try {
            URL address = URI.create(location).toURL();
            Order order = login.bindOrder(address);
            order.fetch();
            return order.getStatus() == Status.INVALID ? Optional.empty() : Optional.of(order);
        } catch (AcmeServerException | IOException | IllegalArgumentException gone) {
            LOG.info("an order cannot go on and a new one is made status={}", gone.getMessage());
            return Optional.empty();
        }
    }

    /** Goes on as far as it gets; the key is the new certificate's. */
    Outcome run(Order order, KeyPair key) throws AcmeException, IOException, InterruptedException {
        if (order.getStatus() == Status.PENDING) {
            Optional<Outcome> stopped = authorize(order);
            if (stopped.isPresent()) {
                return stopped.get();
            }
            order.waitUntilReady(PATIENCE);
        }
        if (order.getStatus() == Status.READY) {
            order.execute(key);
        }
        if (order.getStatus() != Status.VALID && order.waitForCompletion(PATIENCE) == Status.INVALID) {
            throw new AcmeException("the authority issues no certificate: "
                    + order.getError().map(Problem::toString).orElse("it does not say why"));
        }
        order.getCertificate().download();
        return new Outcome.Issued(order.getCertificate().getCertificateChain());
    }

    /** An authorization that is still to be proved. */
    private record Pending(Authorization authorization, Challenge challenge, Proof.Question question) {}

    private Optional<Outcome> authorize(Order order) throws AcmeException, IOException, InterruptedException {
        List<Pending> pending = new ArrayList<>();
        Map<String, String> refused = new LinkedHashMap<>();
        for (Authorization authorization : order.getAuthorizations()) {
            String name = authorization.getIdentifier().getDomain();
            switch (authorization.getStatus()) {
                case PENDING -> {
                    Optional<Challenge> challenge =
                            authorization.findChallenge(proof.challenge().text());
                    if (challenge.isPresent()) {
                        pending.add(new Pending(
                                authorization, challenge.get(), question(name, (TokenChallenge) challenge.get())));
                    } else {
                        refused.put(
                                name,
                                "the authority does not offer "
                                        + proof.challenge().text());
                    }
                }
                case VALID -> LOG.debug("{} is proved already", name);
                default -> refused.put(name, reason(authorization));
            }
        }
        if (!refused.isEmpty()) {
            return Optional.of(new Outcome.Refused(refused));
        }
        return prove(pending);
    }

    private Optional<Outcome> prove(List<Pending> pending) throws AcmeException, IOException, InterruptedException {
        boolean waiting = false;
        try {
            for (Pending each : pending) {
                proof.putUp(each.question);
            }
            boolean visible = true;
            for (Pending each : pending) {
                visible &= proof.visible(each.question);
            }
            if (!visible) {
                waiting = true;
                return Optional.of(new Outcome.Waiting(pending.stream()
                        .map(each -> new TextRecord(each.question.recordName(), each.question.recordText()))
                        .toList()));
            }
            for (Pending each : pending) {
                if (each.challenge.getStatus() == Status.PENDING) {
                    each.challenge.trigger();
                }
            }
            Map<String, String> refused = new LinkedHashMap<>();
            for (Pending each : pending) {
                if (each.authorization.waitForCompletion(PATIENCE) != Status.VALID) {
                    refused.put(each.question.name(), reason(each.authorization));
                }
            }
            return refused.isEmpty() ? Optional.empty() : Optional.of(new Outcome.Refused(refused));
        } finally {
            if (!waiting) {
                pending.forEach(each -> proof.takeDown(each.question));
            }
        }
    }

    private static Proof.Question question(String name, TokenChallenge challenge) {
        byte[] digest = challenge instanceof TlsAlpn01Challenge alpn ? alpn.getAcmeValidation() : new byte[0];
        String text = challenge instanceof Dns01Challenge record ? record.getDigest() : "";
        String owner = Dns01Challenge.RECORD_NAME_PREFIX + "." + name;
        return new Proof.Question(name, token(challenge), challenge.getAuthorization(), owner, text, digest);
    }

    private static String token(TokenChallenge challenge) {
        return challenge.getJSON().get("token").asString();
    }

    /** What the authority says of the name; its words only, since they are shown. */
    private static String reason(Authorization authorization) {
        return authorization.getChallenges().stream()
                .map(Challenge::getError)
                .flatMap(Optional::stream)
                .map(Problem::toString)
                .findFirst()
                .orElse("the authority says that the authorization is " + authorization.getStatus());
    }

    /** The names that an error of the authority is about (RFC 8555 §6.7.1). */
    static Map<String, String> namesIn(AcmeServerException e) {
        Map<String, String> names = new LinkedHashMap<>();
        for (Problem problem : e.getProblem().getSubProblems()) {
            problem.getIdentifier()
                    .filter(identifier -> Identifier.TYPE_DNS.equals(identifier.getType()))
                    .ifPresent(identifier -> names.put(identifier.getDomain(), problem.toString()));
        }
        return names;
    }
}
