package org.posthaste.common.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClientMechanismsTest {
    private static ClientExchange exchange(String... offered) {
        return ClientMechanisms.best(Set.of(offered), "user", "pencil", () -> "rOprNGfwEbeRWgbNEkqO")
                .orElseThrow();
    }

    private static String answer(ClientExchange exchange, String challenge) throws ClientLoginException {
        return new String(exchange.answer(challenge.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    /** RFC 7677 §3. */
    @Test
    void scramSha256IsAsInTheExample() throws Exception {
        ClientExchange exchange = exchange("PLAIN", "LOGIN", "SCRAM-SHA-256", "SCRAM-SHA-1");
        assertThat(exchange.mechanism()).isEqualTo("SCRAM-SHA-256");
        assertThat(answer(exchange, "")).isEqualTo("n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
        assertThat(answer(
                        exchange,
                        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"))
                .isEqualTo("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                        + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        assertThatThrownBy(exchange::succeeded).isInstanceOf(ClientLoginException.class);
        assertThat(answer(exchange, "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="))
                .isEmpty();
        exchange.succeeded();
    }

    @Test
    void aServerThatDoesNotKnowThePasswordIsFound() throws Exception {
        ClientExchange exchange = exchange("SCRAM-SHA-1");
        answer(exchange, "");
        answer(exchange, "r=rOprNGfwEbeRWgbNEkqOxx,s=QSXCR+Q6sek8bf92,i=4096");
        assertThatThrownBy(() -> answer(exchange, "v=AAAAAAAAAAAAAAAAAAAAAAAAAAA="))
                .hasMessage("the server does not know the password");
    }

    @Test
    void aServerCannotKeepUsBusyOrAnswerForAnother() throws Exception {
        for (String first : new String[] {
            "r=rOprNGfwEbeRWgbNEkqOxx,s=QSXCR+Q6sek8bf92,i=999999999",
            "r=other,s=QSXCR+Q6sek8bf92,i=4096",
            "r=rOprNGfwEbeRWgbNEkqO,s=QSXCR+Q6sek8bf92,i=4096",
            "m=ext,r=rOprNGfwEbeRWgbNEkqOxx,s=QSXCR+Q6sek8bf92,i=4096",
            "",
            "r=rOprNGfwEbeRWgbNEkqOxx,s=!,i=4096"
        }) {
            ClientExchange exchange = exchange("SCRAM-SHA-1");
            answer(exchange, "");
            assertThatThrownBy(() -> answer(exchange, first)).as(first).isInstanceOf(ClientLoginException.class);
        }
    }

    @Test
    void plainComesBeforeLogin() throws Exception {
        assertThat(answer(exchange("LOGIN", "PLAIN"), "")).isEqualTo("\0user\0pencil");
        ClientExchange login = exchange("LOGIN", "CRAM-MD5");
        assertThat(login.clientFirst()).isFalse();
        assertThat(answer(login, "Username:")).isEqualTo("user");
        assertThat(answer(login, "Password:")).isEqualTo("pencil");
        assertThatThrownBy(() -> answer(login, "more")).isInstanceOf(ClientLoginException.class);
    }
}
