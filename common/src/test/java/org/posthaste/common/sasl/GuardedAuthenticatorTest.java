package org.posthaste.common.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GuardedAuthenticatorTest {
    private static final String ANN = "ann@example.org";
    private static final AuthResult ACCEPTED = new AuthResult.Accepted(ANN, 7);
    private static final AuthResult REJECTED = new AuthResult.Rejected();

    private final Logins logins = new Logins();
    private GuardedAuthenticator authenticator;

    @BeforeEach
    void open() {
        logins.add(ANN, 7, "secret");
        authenticator = new GuardedAuthenticator(logins, logins.clock, Logins.QUICK);
    }

    @AfterEach
    void close() {
        authenticator.close();
    }

    private AuthResult login(String user, String password, String address) throws Exception {
        return Logins.login(authenticator, user, password, Logins.tls(address));
    }

    @Test
    void rightPasswordIsAcceptedInAnySpellingOfTheName() throws Exception {
        assertThat(login(ANN, "secret", "192.0.2.1")).isEqualTo(ACCEPTED);
        assertThat(login(" Ann@Example.ORG ", "secret", "192.0.2.1")).isEqualTo(ACCEPTED);
    }

    @Test
    void wrongPasswordUnknownUserAndDisabledUserLookTheSame() throws Exception {
        assertThat(login(ANN, "Secret", "192.0.2.1")).isEqualTo(REJECTED);
        assertThat(login("bob@example.org", "secret", "192.0.2.2")).isEqualTo(REJECTED);
        assertThat(login("", "secret", "192.0.2.3")).isEqualTo(REJECTED);
        assertThat(login(ANN, "", "192.0.2.3")).isEqualTo(REJECTED);
        assertThat(login("x".repeat(5000), "secret", "192.0.2.3")).isEqualTo(REJECTED);
        assertThat(login(ANN, "x".repeat(5000), "192.0.2.3")).isEqualTo(REJECTED);
    }

    @Test
    void changedPasswordAndDisabledAccountCountAtOnce() throws Exception {
        assertThat(login(ANN, "secret", "192.0.2.1")).isEqualTo(ACCEPTED);
        assertThat(login(ANN, "other", "192.0.2.1")).isEqualTo(REJECTED);
        logins.add(ANN, 7, "other");
        assertThat(login(ANN, "secret", "192.0.2.1")).isEqualTo(REJECTED);
        assertThat(login(ANN, "other", "192.0.2.1")).isEqualTo(ACCEPTED);
        logins.users.remove(ANN);
        assertThat(login(ANN, "other", "192.0.2.1")).isEqualTo(REJECTED);
    }

    @Test
    void passwordIsNotTakenInClearExceptFromThisHost() throws Exception {
        assertThat(Logins.login(authenticator, ANN, "secret", Logins.clear("192.0.2.1")))
                .isEqualTo(REJECTED);
        assertThat(Logins.login(authenticator, ANN, "secret", Logins.clear("127.0.0.1")))
                .isEqualTo(ACCEPTED);
        assertThat(Logins.login(authenticator, ANN, "secret", Logins.clear("::1")))
                .isEqualTo(ACCEPTED);
    }

    @Test
    void deviceWithAnOldPasswordLocksNobodyOut() throws Exception {
        for (int i = 0; i < 50; i++) {
            assertThat(login(ANN, "old password", "192.0.2.1")).isEqualTo(REJECTED);
            logins.clock.advance(Duration.ofMinutes(1));
        }
        assertThat(login(ANN, "secret", "192.0.2.1")).isEqualTo(ACCEPTED);
    }

    @Test
    void guesserIsKeptOutByAddressAndTheLockEnds() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(login("user" + i + "@example.org", "guess", "192.0.2.1")).isEqualTo(REJECTED);
        }
        assertThat(login(ANN, "secret", "192.0.2.1")).isEqualTo(new AuthResult.TryLater(Duration.ofMinutes(15)));
        assertThat(login(ANN, "secret", "192.0.2.2")).isEqualTo(ACCEPTED);
        logins.clock.advance(Duration.ofMinutes(16));
        assertThat(login(ANN, "secret", "192.0.2.1")).isEqualTo(ACCEPTED);
    }

    @Test
    void neighboursInAnIpv6NetworkCountAsOne() throws Exception {
        for (int i = 0; i < 5; i++) {
            login("user" + i + "@example.org", "guess", "2001:db8:0:1::" + i);
        }
        assertThat(login(ANN, "secret", "2001:db8:0:1:ffff::1")).isInstanceOf(AuthResult.TryLater.class);
        assertThat(login(ANN, "secret", "2001:db8:0:2::1")).isEqualTo(ACCEPTED);
    }

    @Test
    void ownerGetsInFromWhereTheOwnerWasWhateverStrangersDo() throws Exception {
        assertThat(login(ANN, "secret", "192.0.2.1")).isEqualTo(ACCEPTED);
        for (int i = 0; i < 12; i++) {
            assertThat(login(ANN, "guess" + i, "198.51.100." + i)).isEqualTo(REJECTED);
        }
        assertThat(login(ANN, "secret", "203.0.113.1")).isInstanceOf(AuthResult.TryLater.class);
        assertThat(login(ANN, "secret", "192.0.2.1")).isEqualTo(ACCEPTED);
    }

    @Test
    void guesserBehindTheOwnersAddressDoesNotLockTheOwner() throws Exception {
        assertThat(login(ANN, "secret", "192.0.2.1")).isEqualTo(ACCEPTED);
        for (int i = 0; i < 5; i++) {
            login("user" + i + "@example.org", "guess", "192.0.2.1");
        }
        assertThat(login("user9@example.org", "guess", "192.0.2.1")).isInstanceOf(AuthResult.TryLater.class);
        assertThat(login(ANN, "secret", "192.0.2.1")).isEqualTo(ACCEPTED);
    }

    @Test
    void familiarPlaceHasItsOwnLimitAndOneLoginDoesNotWipeTheOthers() throws Exception {
        assertThat(login(ANN, "secret", "192.0.2.1")).isEqualTo(ACCEPTED);
        for (int i = 0; i < 5; i++) {
            assertThat(login(ANN, "guess" + i, "192.0.2.1")).isEqualTo(REJECTED);
        }
        assertThat(login(ANN, "secret", "192.0.2.1")).isInstanceOf(AuthResult.TryLater.class);
        for (int i = 0; i < 4; i++) {
            login("user" + i + "@example.org", "guess", "192.0.2.9");
        }
        assertThat(login(ANN, "secret", "192.0.2.9")).isEqualTo(ACCEPTED);
        login("user9@example.org", "guess", "192.0.2.9");
        assertThat(login("user9@example.org", "guess", "192.0.2.9")).isInstanceOf(AuthResult.TryLater.class);
    }

    @Test
    void loopbackIsNotLockedForEverybody() throws Exception {
        for (int i = 0; i < 8; i++) {
            login("user" + i + "@example.org", "guess", "127.0.0.1");
        }
        assertThat(login(ANN, "secret", "127.0.0.1")).isEqualTo(ACCEPTED);
        for (int i = 0; i < 12; i++) {
            login("user1@example.org", "guess" + i, "127.0.0.1");
        }
        assertThat(login("user1@example.org", "x", "127.0.0.1")).isInstanceOf(AuthResult.TryLater.class);
    }

    @Test
    void manyConnectionsAtOnceAreAllAnswered() throws Exception {
        List<CompletableFuture<AuthResult>> results = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            results.add(authenticator
                    .login(ANN, i % 3 == 0 ? "wrong" : "secret", Logins.tls("192.0.2.1"))
                    .toCompletableFuture());
        }
        for (int i = 0; i < results.size(); i++) {
            assertThat(results.get(i).get(20, TimeUnit.SECONDS)).isEqualTo(i % 3 == 0 ? REJECTED : ACCEPTED);
        }
    }

    @Test
    void fullQueueAsksToComeLaterInsteadOfGrowing() throws Exception {
        AuthSettings narrow = new AuthSettings(
                false,
                500,
                500,
                Duration.ofMinutes(30),
                Duration.ofMinutes(15),
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofDays(14),
                Duration.ofMinutes(5),
                1,
                1,
                new byte[32]);
        try (GuardedAuthenticator small = new GuardedAuthenticator(logins, logins.clock, narrow)) {
            List<CompletableFuture<AuthResult>> results = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                results.add(
                        small.login(ANN, "guess" + i, Logins.tls("192.0.2.1")).toCompletableFuture());
            }
            List<AuthResult> answers = new ArrayList<>();
            for (CompletableFuture<AuthResult> result : results) {
                answers.add(result.get(20, TimeUnit.SECONDS));
            }
            assertThat(answers).hasAtLeastOneElementOfType(AuthResult.TryLater.class);
            assertThat(answers).contains(REJECTED);
            assertThat(Logins.login(small, ANN, "secret", Logins.tls("192.0.2.1")))
                    .isEqualTo(ACCEPTED);
        }
    }

    @Test
    void troubleWithTheStoreIsNoWrongPassword() throws Exception {
        logins.broken = true;
        for (int i = 0; i < 20; i++) {
            assertThat(login(ANN, "secret", "192.0.2.1")).isInstanceOf(AuthResult.TryLater.class);
        }
        logins.broken = false;
        assertThat(login(ANN, "secret", "192.0.2.1")).isEqualTo(ACCEPTED);
        logins.users.computeIfPresent(
                ANN, (name, old) -> new StoredCredentials(name, 7, "{PLAIN}x", Optional.empty(), Optional.empty()));
        assertThat(login(ANN, "secret", "192.0.2.1")).isInstanceOf(AuthResult.TryLater.class);
    }

    @Test
    void mechanismsDependOnTheConnection() {
        byte[] data = {1};
        assertThat(authenticator.mechanisms(Logins.clear("192.0.2.1"))).containsExactly("SCRAM-SHA-256", "SCRAM-SHA-1");
        assertThat(authenticator.mechanisms(Logins.clear("127.0.0.1")))
                .containsExactly("SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN");
        LoginContext endPoint = Logins.tls("192.0.2.1", "TLSv1.3", Map.of("tls-server-end-point", data));
        assertThat(authenticator.mechanisms(endPoint))
                .containsExactly("SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN");
        assertThat(authenticator.start("SCRAM-SHA-256-PLUS", endPoint)).isPresent();
        assertThat(authenticator.mechanisms(Logins.tls("192.0.2.1", "TLSv1.3", Map.of("tls-exporter", data))))
                .containsExactly(
                        "SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN");
        assertThat(authenticator.start("PLAIN", Logins.clear("192.0.2.1"))).isEmpty();
        assertThat(authenticator.start("SCRAM-SHA-256-PLUS", Logins.tls("192.0.2.1")))
                .isEmpty();
        assertThat(authenticator.start("CRAM-MD5", Logins.tls("192.0.2.1"))).isEmpty();
        assertThat(authenticator.start("plain", Logins.tls("192.0.2.1"))).isPresent();
    }

    @Test
    void delaysGrowWithFailuresUpToALimit() {
        LoginGuard guard = new LoginGuard(AuthSettings.defaults(), logins.clock);
        var peer = Logins.address("192.0.2.1");
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            delays.add(guard.delay(peer, ANN).toMillis());
            guard.failed(peer, ANN);
        }
        assertThat(delays).containsExactly(0L, 250L, 500L, 1000L, 2000L, 4000L, 5000L);
        logins.clock.advance(Duration.ofMinutes(31));
        assertThat(guard.delay(peer, ANN)).isZero();
    }

    @Test
    void locksOfTheObstinateGrowLonger() {
        LoginGuard guard = new LoginGuard(Logins.QUICK, logins.clock);
        var peer = Logins.address("192.0.2.1");
        List<Long> minutes = new ArrayList<>();
        for (int round = 0; round < 6; round++) {
            for (int i = 0; guard.refusal(peer, ANN).isEmpty() && i < 10; i++) {
                guard.failed(peer, "user" + i);
            }
            Duration lock = guard.refusal(peer, ANN).orElseThrow();
            minutes.add(lock.toMinutes());
            logins.clock.advance(lock.plusSeconds(1));
        }
        assertThat(minutes).containsExactly(15L, 30L, 60L, 120L, 120L, 120L);
    }
}
