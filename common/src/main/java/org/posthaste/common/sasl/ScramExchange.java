package org.posthaste.common.sasl;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.posthaste.common.sasl.ScramMessages.Final;
import org.posthaste.common.sasl.ScramMessages.First;
import org.posthaste.common.sasl.StoredCredentials.ScramKeys;

/**
 * The server's side of a SCRAM conversation (RFC 5802 §5). A user that does not exist is shown a salt that is always
 * the same, and fails at the proof like a wrong password. The server's own proof is sent as a challenge with an empty
 * answer, since mail protocols have no room for it in their success replies (RFC 4422 §3.6).
 *
 * <p>Confined to the session's executor; stages may complete elsewhere, but the session answers one step before it
 * takes the next.
 */
final class ScramExchange implements SaslExchange {
    private static final int SALT_OCTETS = 16;

    private final ScramHash hash;
    private final boolean plus;
    private final LoginContext context;
    private final LoginDesk desk;
    private final Supplier<String> nonces;
    private volatile State state = new Begin();
    private volatile String claimed = "";

    private sealed interface State {}

    private record Begin() implements State {}

    private record Challenged(
            KeyedLogin login, ScramKeys keys, First first, byte[] bindingData, String nonce, String serverFirst)
            implements State {}

    private record Proven(AuthResult result) implements State {}

    private record Over() implements State {}

    /** {@code nonces} gives the server's part of the nonce: printable, without comma, never the same twice. */
    ScramExchange(ScramHash hash, boolean plus, LoginContext context, LoginDesk desk, Supplier<String> nonces) {
        this.hash = hash;
        this.plus = plus;
        this.context = context;
        this.desk = desk;
        this.nonces = nonces;
    }

    @Override
    public boolean clientFirst() {
        return true;
    }

    @Override
    public String claimedUser() {
        return claimed;
    }

    @Override
    public CompletionStage<SaslStep> step(byte[] clientMessage) {
        State before = state;
        state = new Over();
        if (before instanceof Begin) {
            return first(clientMessage);
        }
        if (before instanceof Challenged challenged) {
            return last(challenged, clientMessage);
        }
        if (before instanceof Proven proven && clientMessage.length == 0) {
            return CompletableFuture.completedFuture(new SaslStep.Done(proven.result()));
        }
        return malformed(null);
    }

    private CompletionStage<SaslStep> first(byte[] message) {
        First first = First.parse(message).orElse(null);
        if (first != null) {
            claimed = PasswordText.shown(first.user());
        }
        if (first == null
                || first.user().length() > PasswordText.MAX_NAME
                || PasswordText.name(first.user()).isEmpty()) {
            return malformed(null);
        }
        boolean foreign = !first.authzid().isEmpty()
                && !PasswordText.name(first.authzid()).equals(PasswordText.name(first.user()));
        Optional<byte[]> binding = bindingData(first);
        if (foreign || binding.isEmpty()) {
            return malformed(first);
        }
        return desk.keyed(first.user(), context, mechanism())
                .thenApply(login -> challenge(login, first, binding.get()));
    }

    /**
     * What the client's channel binding flag asks for; empty if it cannot be had or betrays a downgrade (RFC 5802 §6).
     */
    private Optional<byte[]> bindingData(First first) {
        if (plus) {
            return first.bindingFlag() == 'p' && ScramMechanism.BINDING_TYPES.contains(first.bindingType())
                    ? context.tls().flatMap(tls -> tls.binding().data(first.bindingType()))
                    : Optional.empty();
        }
        boolean downgraded = first.bindingFlag() == 'y' && ScramMechanism.bindingAnnounced(context);
        return first.bindingFlag() == 'p' || downgraded ? Optional.empty() : Optional.of(new byte[0]);
    }

    private SaslStep challenge(KeyedLogin login, First first, byte[] bindingData) {
        if (login.refused().isPresent()) {
            return new SaslStep.Done(login.refused().get());
        }
        ScramKeys keys = login.credentials()
                .flatMap(hash::keys)
                .orElseGet(() -> nobodysKeys(login.attempt().name()));
        String nonce = first.nonce() + nonces.get();
        String serverFirst =
                "r=" + nonce + ",s=" + Base64.getEncoder().encodeToString(keys.salt()) + ",i=" + keys.iterations();
        state = new Challenged(login, keys, first, bindingData, nonce, serverFirst);
        return new SaslStep.Challenge(serverFirst.getBytes(StandardCharsets.US_ASCII));
    }

    /** Keys for a user without any: the salt is stable, and no password leads to the stored key. */
    private ScramKeys nobodysKeys(String name) {
        Mac mac = CheckedPasswords.hmac(new SecretKeySpec(desk.settings().saltKey(), "HmacSHA256"));
        byte[] salt = mac.doFinal((hash.mechanism() + " " + name).getBytes(StandardCharsets.UTF_8));
        byte[] unknown = new byte[hash.length()];
        desk.random().nextBytes(unknown);
        return new ScramKeys(
                Arrays.copyOf(salt, SALT_OCTETS), PasswordHasher.SCRAM_ITERATIONS, unknown, unknown.clone());
    }

    private CompletionStage<SaslStep> last(Challenged challenged, byte[] message) {
        Optional<Final> parsed = Final.parse(message);
        if (parsed.isEmpty()) {
            return malformed(challenged.first());
        }
        Final last = parsed.get();
        String authMessage = challenged.first().bare() + "," + challenged.serverFirst() + "," + last.withoutProof();
        boolean proven = last.nonce().equals(challenged.nonce())
                && MessageDigest.isEqual(last.binding(), expectedBinding(challenged))
                && hash.proves(last.proof(), challenged.keys(), authMessage);
        return challenged.login().end(proven).thenApply(result -> {
            if (!(result instanceof AuthResult.Accepted)) {
                return new SaslStep.Done(result);
            }
            state = new Proven(result);
            byte[] signature = hash.serverSignature(challenged.keys(), authMessage);
            String serverFinal = "v=" + Base64.getEncoder().encodeToString(signature);
            return new SaslStep.Challenge(serverFinal.getBytes(StandardCharsets.US_ASCII));
        });
    }

    private static byte[] expectedBinding(Challenged challenged) {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        expected.writeBytes(challenged.first().header().getBytes(StandardCharsets.UTF_8));
        expected.writeBytes(challenged.bindingData());
        return expected.toByteArray();
    }

    private CompletionStage<SaslStep> malformed(@Nullable First first) {
        LoginAttempt attempt = LoginAttempt.of(context, mechanism(), first == null ? "" : first.user());
        return CompletableFuture.completedFuture(new SaslStep.Done(desk.malformed(attempt)));
    }

    private String mechanism() {
        return plus ? hash.mechanism() + "-PLUS" : hash.mechanism();
    }
}
