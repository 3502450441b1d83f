package org.posthaste.imap;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.posthaste.common.sasl.AuthResult;
import org.posthaste.common.sasl.Authenticator;
import org.posthaste.common.sasl.LoginContext;
import org.posthaste.common.sasl.SaslExchange;
import org.posthaste.mailstore.AccountId;

/** Knows users by short names, all with the password {@code secret}; the password {@code busy} means it cannot be checked now. Answers on another thread, as the real one does. */
final class TestAuthenticator implements Authenticator {
    private final Map<String, AccountId> users = new ConcurrentHashMap<>();

    void user(String name, AccountId account) {
        users.put(name, account);
    }

    @Override
    public CompletionStage<AuthResult> login(String user, String password, LoginContext context) {
        return CompletableFuture.supplyAsync(() -> {
            if (password.equals("busy")) {
                return new AuthResult.TryLater(Duration.ofSeconds(5));
            }
            AccountId account = users.get(user);
            return account != null && password.equals("secret")
                    ? new AuthResult.Accepted(user + "@example.org", account.value())
                    : new AuthResult.Rejected();
        });
    }

    @Override
    public List<String> mechanisms(LoginContext context) {
        return List.of("PLAIN", "LOGIN");
    }

    @Override
    public Optional<SaslExchange> start(String mechanism, LoginContext context) {
        return switch (mechanism) {
            case "PLAIN" -> Optional.of(new Plain(context));
            case "LOGIN" -> Optional.of(new Login(context));
            default -> Optional.empty();
        };
    }

    private final class Plain implements SaslExchange {
        private final LoginContext context;

        Plain(LoginContext context) {
            this.context = context;
        }

        @Override
        public boolean clientFirst() {
            return true;
        }

        @Override
        public CompletionStage<SaslStep> step(byte[] clientMessage) {
            String[] parts = new String(clientMessage, StandardCharsets.UTF_8).split("\0", -1);
            return parts.length == 3
                    ? login(parts[1], parts[2], context).thenApply(SaslStep.Done::new)
                    : CompletableFuture.completedFuture(new SaslStep.Done(new AuthResult.Rejected()));
        }
    }

    private final class Login implements SaslExchange {
        private final LoginContext context;
        private String user = "";

        Login(LoginContext context) {
            this.context = context;
        }

        @Override
        public boolean clientFirst() {
            return false;
        }

        @Override
        public boolean takesInitialResponse() {
            return true;
        }

        @Override
        public CompletionStage<SaslStep> step(byte[] clientMessage) {
            String text = new String(clientMessage, StandardCharsets.UTF_8);
            if (text.isEmpty()) {
                return challenge("Username:");
            }
            if (user.isEmpty()) {
                user = text;
                return challenge("Password:");
            }
            return login(user, text, context).thenApply(SaslStep.Done::new);
        }

        private CompletionStage<SaslStep> challenge(String text) {
            return CompletableFuture.completedFuture(new SaslStep.Challenge(text.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
