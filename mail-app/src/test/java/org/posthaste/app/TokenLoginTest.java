package org.posthaste.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Access tokens of an identity provider log in over each protocol: OAUTHBEARER (RFC 7628) and XOAUTH2, with the provider's keys in a file. */
class TokenLoginTest {
    private static final String ALICE = "alice@example.org";
    private static final String ISSUER = "https://id.example.net";

    @TempDir
    private static Path directory;

    private static RSAKey key;
    private static MailHost host;

    @BeforeAll
    static void start() throws Exception {
        key = new RSAKeyGenerator(2048).keyID("one").generate();
        Path keys = directory.resolve("keys.json");
        Files.writeString(keys, new JWKSet(key).toPublicJWKSet().toString());
        host = MailHost.start("oauth: {issuer: \"" + ISSUER + "\", audience: mail, keys: \"" + keys + "\"}\n");
        host.addUser(ALICE);
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    private static String token(String user, String audience) throws JOSEException {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build(),
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .audience(audience)
                        .claim("email", user)
                        .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                        .build());
        jwt.sign(new RSASSASigner(key));
        return jwt.serialize();
    }

    private static String oauthBearer(String user, String token) {
        return encoded("n,a=" + user + ",\1host=mail.example.org\1port=143\1auth=Bearer " + token + "\1\1");
    }

    private static String xoauth2(String user, String token) {
        return encoded("user=" + user + "\1auth=Bearer " + token + "\1\1");
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void oauthBearerLogsInToImap() throws Exception {
        try (Wire wire = new Wire(host.port("imap"))) {
            assertThat(wire.line()).contains("AUTH=OAUTHBEARER").contains("AUTH=XOAUTH2");
            wire.send("a AUTHENTICATE OAUTHBEARER " + oauthBearer(ALICE, token(ALICE, "mail")));
            assertThat(wire.line()).startsWith("a OK [CAPABILITY ");
            wire.send("b SELECT INBOX");
            assertThat(wire.line()).startsWith("* FLAGS");
        }
    }

    @Test
    void xoauth2LogsInToSubmissionAndSends() throws Exception {
        try (SmtpWire wire = SmtpWire.ehlo(host.port("submission"))) {
            wire.command("220", "STARTTLS");
            wire.startTls();
            assertThat(wire.command("250", "EHLO client.example.net")).contains("XOAUTH2");
            wire.command("334", "AUTH XOAUTH2");
            wire.command("235", xoauth2(ALICE, token(ALICE, "mail")));
            assertThat(wire.data(ALICE, ALICE, "Subject: by token\r\n\r\ntext\r\n".getBytes(StandardCharsets.US_ASCII)))
                    .startsWith("250");
        }
    }

    @Test
    void xoauth2LogsInToPop3() throws Exception {
        try (Wire wire = new Wire(host.port("pop3"))) {
            assertThat(wire.line()).startsWith("+OK");
            wire.send("AUTH XOAUTH2");
            assertThat(wire.line()).startsWith("+ ");
            wire.send(xoauth2(ALICE, token(ALICE, "mail")));
            assertThat(wire.line()).startsWith("+OK");
            wire.send("STAT");
            assertThat(wire.line()).startsWith("+OK ");
        }
    }

    @Test
    void tokenForAnotherServiceIsRefused() throws Exception {
        refused(oauthBearer(ALICE, token(ALICE, "calendar")));
    }

    @Test
    void tokenOfSomebodyElseIsRefused() throws Exception {
        refused(oauthBearer(ALICE, token("mallory@example.org", "mail")));
    }

    @Test
    void tokenOfWhoIsNoUserHereIsRefused() throws Exception {
        refused(oauthBearer("nobody@example.org", token("nobody@example.org", "mail")));
    }

    @Test
    void tokenThatWasChangedIsRefused() throws Exception {
        String token = token("mallory@example.org", "mail");
        String[] parts = token.split("\\.");
        String forged = token(ALICE, "mail").split("\\.")[1];
        refused(oauthBearer(ALICE, parts[0] + "." + forged + "." + parts[2]));
    }

    /** RFC 7628 §3.2.2 and §3.2.3: the server tells why, the client acknowledges, and the login fails. */
    private static void refused(String response) throws IOException {
        try (Wire wire = new Wire(host.port("imap"))) {
            wire.line();
            wire.send("a AUTHENTICATE OAUTHBEARER " + response);
            String challenge = wire.line();
            assertThat(challenge).startsWith("+ ");
            assertThat(new String(Base64.getDecoder().decode(challenge.substring(2)), StandardCharsets.UTF_8))
                    .contains("invalid_token");
            wire.send("AQ==");
            assertThat(wire.line()).startsWith("a NO [AUTHENTICATIONFAILED]");
        }
    }
}
