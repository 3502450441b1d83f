package org.posthaste.common.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainAndLoginTest {
    private static final AuthResult ACCEPTED = new AuthResult.Accepted("tim@example.org", 7);
    private static final AuthResult REJECTED = new AuthResult.Rejected();

    private final Logins logins = new Logins();
    private GuardedAuthenticator authenticator;

    @BeforeEach
    void open() {
        logins.add("tim@example.org", 7, "tanstaaftanstaaf");
        authenticator = new GuardedAuthenticator(logins, logins.clock, Logins.QUICK);
    }

    @AfterEach
    void close() {
        authenticator.close();
    }

    private SaslExchange start(String mechanism) {
        return authenticator.start(mechanism, Logins.tls("192.0.2.1")).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\0tim@example.org\0tanstaaftanstaaf",
                "tim@example.org\0tim@example.org\0tanstaaftanstaaf",
                "TIM@example.org\0tim@EXAMPLE.org\0tanstaaftanstaaf"
            })
    void plainTakesEmptyAndOwnAuthorizationIdentity(String message) throws Exception {
        SaslExchange exchange = start("PLAIN");
        assertThat(exchange.clientFirst()).isTrue();
        assertThat(Logins.result(Logins.step(exchange, message))).isEqualTo(ACCEPTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tim@example.org",
                "\0tim@example.org",
                "\0\0",
                "\0tim@example.org\0",
                "\0\0tanstaaftanstaaf",
                "\0tim@example.org\0tanstaaftanstaaf\0",
                "\0\0\0\0\0\0",
                "ursel@example.org\0tim@example.org\0tanstaaftanstaaf",
                "\0tim@example.org\0wrong"
            })
    void plainRefusesEverythingElse(String message) throws Exception {
        assertThat(Logins.result(Logins.step(start("PLAIN"), message))).isEqualTo(REJECTED);
    }

    @Test
    void theNameAFailedLoginClaimsIsKnownInAFormThatCanBeShown() throws Exception {
        SaslExchange plain = start("PLAIN");
        Logins.step(plain, "\0Tim\n@example.org\0wrong");
        assertThat(plain.claimedUser()).isEqualTo("tim?@example.org");
        SaslExchange login = start("LOGIN");
        Logins.step(login, "tim@example.org");
        assertThat(login.claimedUser()).isEqualTo("tim@example.org");
    }

    @Test
    void octetsThatAreNotUtf8AndOverlongMessagesAreRefused() throws Exception {
        assertThat(Logins.result(Logins.step(start("PLAIN"), new byte[] {0, 't', 0, (byte) 0xff})))
                .isEqualTo(REJECTED);
        assertThat(Logins.result(Logins.step(start("PLAIN"), new byte[100_000])))
                .isEqualTo(REJECTED);
        assertThat(Logins.result(Logins.step(start("LOGIN"), new byte[] {(byte) 0xc0, (byte) 0x80})))
                .isEqualTo(REJECTED);
        assertThat(Logins.result(Logins.step(start("LOGIN"), new byte[100_000])))
                .isEqualTo(REJECTED);
    }

    @Test
    void loginAsksWithTheCustomaryPrompts() throws Exception {
        SaslExchange exchange = start("LOGIN");
        assertThat(exchange.clientFirst()).isFalse();
        assertThat(Logins.challenge(Logins.step(exchange, ""))).isEqualTo("Username:");
        assertThat(Logins.challenge(Logins.step(exchange, "tim@example.org"))).isEqualTo("Password:");
        assertThat(Logins.result(Logins.step(exchange, "tanstaaftanstaaf"))).isEqualTo(ACCEPTED);
    }

    @Test
    void loginTakesTheNameAsInitialResponse() throws Exception {
        SaslExchange exchange = start("LOGIN");
        assertThat(Logins.challenge(Logins.step(exchange, "tim@example.org"))).isEqualTo("Password:");
        assertThat(Logins.result(Logins.step(exchange, "wrong"))).isEqualTo(REJECTED);
    }

    @Test
    void loginWithEmptyNameOrPasswordEnds() throws Exception {
        SaslExchange noName = start("LOGIN");
        Logins.step(noName, "");
        assertThat(Logins.result(Logins.step(noName, ""))).isEqualTo(REJECTED);
        SaslExchange noPassword = start("LOGIN");
        Logins.step(noPassword, "tim@example.org");
        assertThat(Logins.result(Logins.step(noPassword, ""))).isEqualTo(REJECTED);
    }
}
