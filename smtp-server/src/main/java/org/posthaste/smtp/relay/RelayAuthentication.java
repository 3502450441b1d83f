package org.posthaste.smtp.relay;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import org.posthaste.common.sasl.ClientExchange;
import org.posthaste.common.sasl.ClientLoginException;
import org.posthaste.common.sasl.ClientMechanisms;
import org.posthaste.smtp.queue.RemoteReply;
import org.posthaste.smtp.queue.Signal;
import org.posthaste.smtp.relay.RelayRoute.RelayLogin;

/**
 * Logs in to a smarthost (RFC 4954 §4). Without TLS it does so only where the administrator has switched TLS off. A
 * login that fails is the administrator's to mend, so mail waits: whatever the code, the failure is not final.
 */
final class RelayAuthentication {
    private static final int MAX_STEPS = 10;
    private static final int NONCE_OCTETS = 18;
    private static final int GO_ON = 334;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SmtpClient client;

    RelayAuthentication(SmtpClient client) {
        this.client = client;
    }

    void login(RelayLogin login, TlsMode mode) throws SessionFailure, WireException {
        if (client.wire().tls().isEmpty() && mode != TlsMode.PLAIN) {
            throw failed("the login is not sent without TLS");
        }
        ClientExchange exchange = ClientMechanisms.best(
                        client.features().mechanisms(), login.user(), login.password(), RelayAuthentication::nonce)
                .orElseThrow(() -> failed("the host offers no login that this server knows"));
        try {
            PeerReply reply = exchange(exchange);
            if (!reply.ok()) {
                throw failed("the host refuses the login of " + login.user() + " with " + reply);
            }
            exchange.succeeded();
        } catch (ClientLoginException e) {
            client.giveUp();
            throw failed("the login of " + login.user() + " failed: " + e.getMessage());
        }
    }

    private PeerReply exchange(ClientExchange exchange) throws WireException, ClientLoginException {
        String auth = "AUTH " + exchange.mechanism();
        PeerReply reply = exchange.clientFirst()
                ? send(auth + " " + base64(exchange.answer(new byte[0])), auth + " ...")
                : send(auth, auth);
        for (int step = 0; reply.code() == GO_ON && step < MAX_STEPS; step++) {
            reply = send(base64(exchange.answer(challenge(reply))), "...");
        }
        return reply;
    }

    private PeerReply send(String line, String shown) throws WireException {
        return client.command(line, shown, client.timeouts().hello());
    }

    private static byte[] challenge(PeerReply reply) {
        try {
            return Base64.getDecoder().decode(reply.lines().get(0).strip());
        } catch (IllegalArgumentException e) {
            // Some hosts write prompts as they are.
            return reply.lines().get(0).getBytes(StandardCharsets.UTF_8);
        }
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    private static String nonce() {
        byte[] octets = new byte[NONCE_OCTETS];
        RANDOM.nextBytes(octets);
        return base64(octets);
    }

    private static SessionFailure failed(String reason) {
        return SessionFailure.temporary(RemoteReply.ours("4.7.8", reason), Signal.FINE);
    }
}
