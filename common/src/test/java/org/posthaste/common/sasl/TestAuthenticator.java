package org.posthaste.common.sasl;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;

/**
 * For tests of protocols: every user that is known has the password {@code secret}; the password {@code busy} means the
 * server cannot check now. Speaks PLAIN, LOGIN, and ECHO, where the server begins and nothing ends. Answers on another
 * thread, as the real one does.
 */
public final class TestAuthenticator implements Authenticator {
    private final Function<String, Optional<AuthResult.Accepted>> users;
    private volatile Optional<AuthResult> always = Optional.empty();
    private volatile Executor executor = ForkJoinPool.commonPool();

    /** Knows whom the function finds by the name typed. */
    public TestAuthenticator(Function<String, Optional<AuthResult.Accepted>> users) {
        this.users = users;
    }

    /** From now on every login ends so. */
    public void always(AuthResult result) {
        always = Optional.of(result);
    }

    /** From now on results are there at once, for scripts that move the clock while a login waits. */
    public void answerAtOnce() {
        executor = Runnable::run;
    }

    @Override
    public CompletionStage<AuthResult> login(String user, String password, LoginContext context) {
        return CompletableFuture.supplyAsync(() -> always.orElseGet(() -> check(user, password)), executor);
    }

    private AuthResult check(String user, String password) {
        if (password.equals("busy")) {
            return new AuthResult.TryLater(Duration.ofSeconds(5));
        }
        Optional<AuthResult> found =
                password.equals("secret") ? users.apply(user).map(Function.identity()) : Optional.empty();
        return found.orElseGet(AuthResult.Rejected::new);
    }

    @Override
    public List<String> mechanisms(LoginContext context) {
        return context.tls().isPresent() || context.peer().isLoopbackAddress() ? List.of("PLAIN", "LOGIN") : List.of();
    }

    @Override
    public Optional<SaslExchange> start(String mechanism, LoginContext context) {
        if (!mechanism.equals("ECHO") && !mechanisms(context).contains(mechanism)) {
            return Optional.empty();
        }
        return switch (mechanism) {
            case "PLAIN" -> Optional.of(new Plain(context));
            case "LOGIN" -> Optional.of(new Login(context));
            case "ECHO" -> Optional.of(new Echo());
            default -> Optional.empty();
        };
    }

    private static CompletionStage<SaslExchange.SaslStep> challenge(String text) {
        return CompletableFuture.completedFuture(
                new SaslExchange.SaslStep.Challenge(text.getBytes(StandardCharsets.UTF_8)));
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
            return (parts.length == 3 ? login(parts[1], parts[2], context) : login("", "", context))
                    .thenApply(SaslStep.Done::new);
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
}
