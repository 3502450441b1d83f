package org.posthaste.common.sasl;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.posthaste.common.MovableClock;
import org.posthaste.common.tls.TlsFacts;

/** What the tests of logins share: users in memory, a clock to move, and connections from anywhere. */
final class Logins implements CredentialStore {
    static final AuthSettings QUICK = new AuthSettings(
            false,
            5,
            12,
            Duration.ofMinutes(30),
            Duration.ofMinutes(15),
            Duration.ofMillis(1),
            Duration.ofMillis(4),
            Duration.ofDays(14),
            Duration.ofMinutes(5),
            2,
            100,
            new byte[32]);

    final Map<String, StoredCredentials> users = new ConcurrentHashMap<>();
    final MovableClock clock = new MovableClock();
    final AtomicInteger lookups = new AtomicInteger();
    volatile boolean broken;

    @Override
    public Optional<StoredCredentials> find(String loginName) {
        lookups.incrementAndGet();
        if (broken) {
            throw new IllegalStateException("the database is away");
        }
        return Optional.ofNullable(users.get(loginName));
    }

    void add(String user, long id, String password) {
        PasswordSecrets secrets = new PasswordHasher(new SecureRandom()).secrets(password);
        users.put(
                user,
                new StoredCredentials(
                        user,
                        id,
                        secrets.passwordHash(),
                        Optional.of(secrets.scramSha1()),
                        Optional.of(secrets.scramSha256())));
    }

    static AuthResult login(Authenticator authenticator, String user, String password, LoginContext from)
            throws Exception {
        return authenticator.login(user, password, from).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    static SaslExchange.SaslStep step(SaslExchange exchange, String message) throws Exception {
        return step(exchange, message.getBytes(StandardCharsets.UTF_8));
    }

    static SaslExchange.SaslStep step(SaslExchange exchange, byte[] message) throws Exception {
        return exchange.step(message).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    static String challenge(SaslExchange.SaslStep step) {
        return new String(((SaslExchange.SaslStep.Challenge) step).octets(), StandardCharsets.UTF_8);
    }

    static AuthResult result(SaslExchange.SaslStep step) {
        return ((SaslExchange.SaslStep.Done) step).result();
    }

    static LoginContext tls(String address) {
        return tls(address, "TLSv1.2", Map.of());
    }

    static LoginContext tls(String address, String protocol, Map<String, byte[]> bindings) {
        TlsFacts facts = new TlsFacts(
                protocol,
                "TLS_AES_128_GCM_SHA256",
                128,
                Optional.empty(),
                type -> Optional.ofNullable(bindings.get(type)));
        return new LoginContext("imap", "s1", address(address), Optional.of(facts));
    }

    static LoginContext clear(String address) {
        return new LoginContext("imap", "s1", address(address), Optional.empty());
    }

    static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
