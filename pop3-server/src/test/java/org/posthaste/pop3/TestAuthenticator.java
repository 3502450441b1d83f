package org.posthaste.pop3;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.posthaste.common.sasl.AuthResult;
import org.posthaste.common.sasl.Authenticator;
import org.posthaste.common.sasl.LoginContext;
import org.posthaste.common.sasl.SaslExchange;

/** Accounts with the password {@code secret}, checked on another thread as the real authenticator does, and mechanisms that speak first and second. */
final class TestAuthenticator implements Authenticator {
    private final Map<String, Long> accounts = new ConcurrentHashMap<>();
    private volatile Optional<AuthResult> always = Optional.empty();
    private volatile Executor executor = ForkJoinPool.commonPool();

    void add(String user, long account) {
        accounts.put(user, account);
    }

    /** From now on every login ends so. */
    void always(AuthResult result) {
        always = Optional.of(result);
    }

    @Override
    public CompletionStage<AuthResult> login(String user, String password, LoginContext context) {
        return CompletableFuture.supplyAsync(
                () -> {
                    Long account = accounts.get(user);
                    AuthResult result = account != null && password.equals("secret")
                            ? new AuthResult.Accepted(user, account)
                            : new AuthResult.Rejected();
                    return always.orElse(result);
                },
                executor);
    }

    /** From now on results are there at once, for scripts that move the clock while a login waits. */
    void answerAtOnce() {
        executor = Runnable::run;
    }

    void tryLater() {
        always(new AuthResult.TryLater(Duration.ofSeconds(30)));
    }

    @Override
    public List<String> mechanisms(LoginContext context) {
        return context.tls().isPresent() || context.peer().isLoopbackAddress() ? List.of("PLAIN", "LOGIN") : List.of();
    }

    @Override
    public Optional<SaslExchange> start(String mechanism, LoginContext context) {
        if (!mechanisms(context).contains(mechanism)) {
            return Optional.empty();
        }
        return Optional.of(mechanism.equals("PLAIN") ? new Plain(context) : new Login(context));
    }

    private CompletionStage<SaslExchange.SaslStep> done(String user, String password, LoginContext context) {
        return login(user, password, context).thenApply(SaslExchange.SaslStep.Done::new);
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.UTF_8);
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
        public CompletionStage<SaslStep> step(byte[] message) {
            String[] fields = text(message).split("\0", -1);
            return fields.length == 3 ? done(fields[1], fields[2], context) : done("", "", context);
        }
    }

    private final class Login implements SaslExchange {
        private final LoginContext context;
        private int steps;
        private String user = "";

        Login(LoginContext context) {
            this.context = context;
        }

        @Override
        public boolean clientFirst() {
            return false;
        }

        @Override
        public CompletionStage<SaslStep> step(byte[] message) {
            if (++steps == 3) {
                return done(user, text(message), context);
            }
            user = text(message);
            String prompt = steps == 1 ? "Username:" : "Password:";
            return CompletableFuture.completedFuture(
                    new SaslStep.Challenge(prompt.getBytes(StandardCharsets.US_ASCII)));
        }
    }
}
