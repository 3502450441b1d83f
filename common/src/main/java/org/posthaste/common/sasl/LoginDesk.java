package org.posthaste.common.sasl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Where the mechanisms have their logins checked: guard, stored credentials, known outcomes, and last and dearest the
 * hash. A user that does not exist is checked against a hash nobody has the password of, so that it looks the same from
 * outside. Lookups and hashing have threads of their own with bounded queues; answers that have to be slow wait in a
 * timer. Thread-safe.
 */
final class LoginDesk implements AutoCloseable {
    private static final int LOOKUP_THREADS = 2;
    private static final int LOOKUP_QUEUE = 4_000;
    private static final Duration BUSY = Duration.ofSeconds(5);

    private final CredentialStore store;
    private final LoginGuard guard;
    private final CheckedPasswords checked;
    private final AuthSettings settings;
    private final SecureRandom random;
    private final PasswordHasher hasher;
    private final String nobodysHash;
    private final ConcurrentHashMap<ByteBuffer, CompletableFuture<Boolean>> running = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor lookups;
    private final ThreadPoolExecutor hashing;
    private final ThreadPoolExecutor tokens;
    private final ScheduledExecutorService timer;

    LoginDesk(CredentialStore store, Clock clock, AuthSettings settings, SecureRandom random) {
        this.store = store;
        this.guard = new LoginGuard(settings, clock);
        this.checked = new CheckedPasswords(settings.rememberFor(), clock, random);
        this.settings = settings;
        this.random = random;
        this.hasher = new PasswordHasher(random);
        this.lookups = pool("login", LOOKUP_THREADS, LOOKUP_QUEUE);
        this.hashing = pool("password-hash", settings.hashingThreads(), settings.hashingQueue());
        this.tokens = pool("login-token", LOOKUP_THREADS, settings.hashingQueue());
        this.nobodysHash = hasher.hashOfNobody();
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "login-delay"));
    }

    private static ThreadPoolExecutor pool(String name, int threads, int queue) {
        return new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.MILLISECONDS,
                new ArrayBlockingQueue<>(queue),
                task -> daemon(task, name));
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    AuthSettings settings() {
        return settings;
    }

    SecureRandom random() {
        return random;
    }

    /** Checks a password that the client has shown. */
    CompletableFuture<AuthResult> password(String typedName, String password, LoginContext context, String mechanism) {
        LoginAttempt attempt = LoginAttempt.of(context, mechanism, typedName);
        if (typedName.length() > PasswordText.MAX_NAME
                || password.length() > PasswordText.MAX_PASSWORD
                || attempt.name().isEmpty()
                || password.isEmpty()) {
            return CompletableFuture.completedFuture(malformed(attempt));
        }
        String prepared = PasswordText.prepared(password);
        return lookUp(attempt, credentials -> compare(attempt, prepared, credentials), refused -> (AuthResult) refused);
    }

    /** Begins a login in which the client proves its password without showing it. */
    CompletableFuture<KeyedLogin> keyed(String typedName, LoginContext context, String mechanism) {
        LoginAttempt attempt = LoginAttempt.of(context, mechanism, typedName);
        return lookUp(
                attempt,
                credentials ->
                        CompletableFuture.completedFuture(new KeyedLogin(this, attempt, credentials, Optional.empty())),
                refused -> new KeyedLogin(this, attempt, Optional.empty(), Optional.of(refused)));
    }

    /**
     * Checks a token. Failures are answered late but not counted: a signature cannot be guessed, and a mail program with
     * an expired token must not lock its user out.
     */
    CompletableFuture<AuthResult> token(
            TokenVerifier verifier, BearerMechanism.Message message, LoginContext context, String mechanism) {
        LoginAttempt attempt = LoginAttempt.of(context, mechanism, message.user());
        CompletableFuture<AuthResult> result;
        try {
            result = CompletableFuture.supplyAsync(() -> tokenOwner(verifier, message, attempt), tokens)
                    .thenCompose(
                            owner -> owner.isPresent() ? accepted(attempt, owner.get()) : rejected(attempt, false));
        } catch (RejectedExecutionException e) {
            result = CompletableFuture.failedFuture(e);
        }
        return result.exceptionally(failure -> failed(attempt, failure));
    }

    /** Whoever a token speaks for; the client may name the user too, but no other. */
    private Optional<StoredCredentials> tokenOwner(
            TokenVerifier verifier, BearerMechanism.Message message, LoginAttempt attempt) {
        try {
            String address = PasswordText.name(verifier.address(message.token()));
            return attempt.name().isEmpty() || attempt.name().equals(address) ? store.find(address) : Optional.empty();
        } catch (TokenVerifier.BadToken e) {
            attempt.logReason(e.getMessage());
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The answer to what is not an attempt at any password. */
    AuthResult malformed(LoginAttempt attempt) {
        attempt.log("malformed");
        return new AuthResult.Rejected();
    }

    /** The outcome of a login whose proof the mechanism has checked. */
    CompletableFuture<AuthResult> proven(LoginAttempt attempt, Optional<StoredCredentials> credentials) {
        return credentials.isPresent() ? accepted(attempt, credentials.get()) : rejected(attempt, true);
    }

    private <T> CompletableFuture<T> lookUp(
            LoginAttempt attempt,
            Function<Optional<StoredCredentials>, CompletableFuture<T>> next,
            Function<AuthResult.TryLater, T> refused) {
        Optional<Duration> refusal = guard.refusal(attempt.context().peer(), attempt.name());
        if (refusal.isPresent()) {
            attempt.log("locked");
            return CompletableFuture.completedFuture(refused.apply(new AuthResult.TryLater(refusal.get())));
        }
        CompletableFuture<Optional<StoredCredentials>> found;
        try {
            found = CompletableFuture.supplyAsync(() -> store.find(attempt.name()), lookups);
        } catch (RejectedExecutionException e) {
            found = CompletableFuture.failedFuture(e);
        }
        return found.thenCompose(next).exceptionally(failure -> refused.apply(failed(attempt, failure)));
    }

    private CompletableFuture<AuthResult> compare(
            LoginAttempt attempt, String password, Optional<StoredCredentials> credentials) {
        String hash = credentials.map(StoredCredentials::passwordHash).orElse(nobodysHash);
        ByteBuffer digest = checked.digest(attempt.name(), password, hash);
        if (credentials.isPresent() && checked.isRight(digest)) {
            return accepted(attempt, credentials.get());
        }
        if (checked.isWrong(digest)) {
            return rejected(attempt, false);
        }
        return verified(digest, password, hash).thenCompose(right -> {
            if (right && credentials.isPresent()) {
                checked.addRight(digest);
                return accepted(attempt, credentials.get());
            }
            return rejected(attempt, checked.addWrong(digest));
        });
    }

    /** Hashes, but only once when a client opens many connections at the same time. */
    private CompletableFuture<Boolean> verified(ByteBuffer digest, String password, String hash) {
        CompletableFuture<Boolean> fresh = new CompletableFuture<>();
        CompletableFuture<Boolean> shared = running.putIfAbsent(digest, fresh);
        if (shared != null) {
            return shared;
        }
        fresh.whenComplete((right, failure) -> running.remove(digest));
        try {
            hashing.execute(() -> {
                try {
                    fresh.complete(hasher.verify(password, hash));
                } catch (RuntimeException | Error e) {
                    // Errors too: the client waits for an answer, and so would all who try the same password.
                    fresh.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            fresh.completeExceptionally(e);
        }
        return fresh;
    }

    private CompletableFuture<AuthResult> accepted(LoginAttempt attempt, StoredCredentials credentials) {
        Duration delay = guard.delay(attempt.context().peer(), attempt.name());
        guard.succeeded(attempt.context().peer(), attempt.name());
        attempt.log("accepted");
        return after(attempt.remaining(delay), new AuthResult.Accepted(credentials.user(), credentials.accountId()));
    }

    private CompletableFuture<AuthResult> rejected(LoginAttempt attempt, boolean countedAsFailure) {
        if (countedAsFailure) {
            guard.failed(attempt.context().peer(), attempt.name());
        }
        attempt.log("rejected");
        Duration delay = guard.delay(attempt.context().peer(), attempt.name());
        Duration least = settings.firstDelay();
        return after(attempt.remaining(delay.compareTo(least) < 0 ? least : delay), new AuthResult.Rejected());
    }

    private AuthResult.TryLater failed(LoginAttempt attempt, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof RejectedExecutionException) {
            attempt.log("busy");
        } else {
            attempt.logFailure(cause);
        }
        return new AuthResult.TryLater(BUSY);
    }

    private CompletableFuture<AuthResult> after(Duration delay, AuthResult result) {
        CompletableFuture<AuthResult> later = new CompletableFuture<>();
        if (delay.isZero()) {
            later.complete(result);
        } else {
            timer.schedule(() -> later.complete(result), delay.toNanos(), TimeUnit.NANOSECONDS);
        }
        return later;
    }

    @Override
    public void close() {
        lookups.shutdownNow();
        hashing.shutdownNow();
        tokens.shutdownNow();
        timer.shutdownNow();
    }
}
