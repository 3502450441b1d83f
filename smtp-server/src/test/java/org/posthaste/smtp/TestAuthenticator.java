package org.posthaste.smtp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.posthaste.common.sasl.AuthResult;
import org.posthaste.common.sasl.Authenticator;
import org.posthaste.common.sasl.LoginContext;
import org.posthaste.common.sasl.SaslExchange;

/**
 * Knows the password {@code secret} for every user of the directory; {@code busy} means the server cannot check now.
 * Speaks PLAIN, LOGIN, and ECHO, where the server begins.
 */
final class TestAuthenticator implements Authenticator {
    private final MemoryDirectory directory;

    TestAuthenticator(MemoryDirectory directory) {
        this.directory = directory;
    }

    @Override
    public CompletionStage<AuthResult> login(String user, String password, LoginContext context) {
        AuthResult result = new AuthResult.Rejected();
        if (password.equals("busy")) {
            result = new AuthResult.TryLater(Duration.ofSeconds(5));
        } else if (password.equals("secret")) {
            String localPart = user.substring(0, user.indexOf('@'));
            result = new AuthResult.Accepted(user, directory.user(localPart).value());
        }
        // Like the real one: on another thread, some time later.
        AuthResult settled = result;
        return CompletableFuture.supplyAsync(() -> settled);
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
            case "ECHO" -> Optional.of(new Echo());
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
    }

    private static final class Echo implements SaslExchange {
        @Override
        public boolean clientFirst() {
            return false;
        }

        @Override
        public CompletionStage<SaslStep> step(byte[] clientMessage) {
            return challenge(new String(clientMessage, StandardCharsets.UTF_8));
        }
    }

    private static CompletionStage<SaslExchange.SaslStep> challenge(String text) {
        return CompletableFuture.completedFuture(
                new SaslExchange.SaslStep.Challenge(text.getBytes(StandardCharsets.UTF_8)));
    }
}
