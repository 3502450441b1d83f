package org.posthaste.common.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthaste.common.sasl.SaslExchange.SaslStep;

/** OAUTHBEARER and XOAUTH2 with real signatures and an issuer's keys over HTTP. */
class BearerTest {
    private static final String ISSUER = "https://id.example.org";
    private static final String AUDIENCE = "mail";
    private static final LoginContext HERE = Logins.tls("192.0.2.1");
    private static RSAKey rsa;
    private static RSAKey stranger;
    private static ECKey ec;

    private final Logins logins = new Logins();
    private volatile JWKSet published;
    private HttpServer issuer;
    private GuardedAuthenticator authenticator;

    @TempDir
    private Path directory;

    @BeforeAll
    static void makeKeys() throws JOSEException {
        rsa = new RSAKeyGenerator(2048).keyID("first").generate();
        stranger = new RSAKeyGenerator(2048).keyID("first").generate();
        ec = new ECKeyGenerator(Curve.P_256).keyID("second").generate();
    }

    @BeforeEach
    void open() throws IOException {
        logins.users.put(
                "alice@example.org",
                new StoredCredentials("alice@example.org", 7, "-", Optional.empty(), Optional.empty()));
        publish(rsa);
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4);
        issuer.createContext("/keys", exchange -> {
            byte[] octets = published.toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, octets.length);
            exchange.getResponseBody().write(octets);
            exchange.close();
        });
        issuer.start();
        authenticator = authenticator(
                settings(URI.create("http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys"), ""));
    }

    @AfterEach
    void close() {
        authenticator.close();
        issuer.stop(0);
    }

    private void publish(JWK... keys) {
        published = new JWKSet(List.of(keys)).toPublicJWKSet();
    }

    private GuardedAuthenticator authenticator(TokenSettings settings) {
        return new GuardedAuthenticator(logins, logins.clock, Logins.QUICK, Optional.of(settings));
    }

    private static TokenSettings settings(URI keys, String scope) {
        return new TokenSettings(
                ISSUER, AUDIENCE, keys, "email", scope, List.of("RS256", "ES256"), Duration.ofSeconds(60));
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .claim("email", "Alice@example.org")
                .expirationTime(Date.from(logins.clock.instant().plusSeconds(600)));
    }

    private static String signed(JWTClaimsSet claims, JWSAlgorithm algorithm, String key, JWSSigner signer)
            throws JOSEException {
        SignedJWT token =
                new SignedJWT(new JWSHeader.Builder(algorithm).keyID(key).build(), claims);
        token.sign(signer);
        return token.serialize();
    }

    private static String signed(JWTClaimsSet claims) throws JOSEException {
        return signed(claims, JWSAlgorithm.RS256, "first", new RSASSASigner(rsa));
    }

    private static String bearer(String user, String token) {
        return "n," + (user.isEmpty() ? "" : "a=" + user)
                + ",\u0001host=mail.example.org\u0001port=993\u0001auth=Bearer " + token + "\u0001\u0001";
    }

    private AuthResult login(String token) throws Exception {
        return login("OAUTHBEARER", bearer("", token));
    }

    private AuthResult login(String mechanism, String message) throws Exception {
        SaslExchange exchange = authenticator.start(mechanism, HERE).orElseThrow();
        SaslStep step = Logins.step(exchange, message);
        return step instanceof SaslStep.Challenge
                ? Logins.result(Logins.step(exchange, "\u0001"))
                : Logins.result(step);
    }

    private static void accepted(AuthResult result) {
        assertThat(result).isEqualTo(new AuthResult.Accepted("alice@example.org", 7));
    }

    private static void rejected(AuthResult result) {
        assertThat(result).isEqualTo(new AuthResult.Rejected());
    }

    @Test
    void aTokenOfTheIssuerLogsInWithBothMechanisms() throws Exception {
        String token = signed(claims().build());
        accepted(login("OAUTHBEARER", bearer("alice@example.org", token)));
        accepted(login("oauthbearer", bearer("", token)));
        accepted(login("XOAUTH2", "user=Alice@Example.org\u0001auth=Bearer " + token + "\u0001\u0001"));
    }

    @Test
    void theMechanismsAreAnnouncedOnlyWhenConfiguredAndNeverInClear() {
        assertThat(authenticator.mechanisms(HERE)).contains("OAUTHBEARER", "XOAUTH2");
        assertThat(authenticator.mechanisms(Logins.clear("192.0.2.1"))).doesNotContain("OAUTHBEARER", "XOAUTH2");
        assertThat(authenticator.start("XOAUTH2", Logins.clear("192.0.2.1"))).isEmpty();
        try (GuardedAuthenticator without = new GuardedAuthenticator(logins, logins.clock, Logins.QUICK)) {
            assertThat(without.mechanisms(HERE)).doesNotContain("OAUTHBEARER", "XOAUTH2");
            assertThat(without.start("OAUTHBEARER", HERE)).isEmpty();
        }
    }

    @Test
    void aRefusedTokenIsExplainedAndTheLoginFailsAfterTheClientsAnswer() throws Exception {
        SaslExchange bearer = authenticator.start("OAUTHBEARER", HERE).orElseThrow();
        assertThat(Logins.challenge(Logins.step(bearer, bearer("alice@example.org", "nonsense"))))
                .contains("\"status\":\"invalid_token\"")
                .contains("https://id.example.org/.well-known/openid-configuration");
        rejected(Logins.result(Logins.step(bearer, "\u0001")));
        SaslExchange google = authenticator.start("XOAUTH2", HERE).orElseThrow();
        assertThat(Logins.challenge(
                        Logins.step(google, "user=alice@example.org\u0001auth=Bearer nonsense\u0001\u0001")))
                .contains("\"status\":\"401\"", "\"schemes\":\"bearer\"");
        rejected(Logins.result(Logins.step(google, "")));
    }

    @Test
    void tokensForOthersOrOfOthersOrTooOldAreRefused() throws Exception {
        rejected(login(signed(claims().issuer("https://evil.example").build())));
        rejected(login(signed(claims().audience("calendar").build())));
        rejected(login(signed(claims().claim("email", null).build())));
        rejected(login(signed(claims().claim("email", "nobody@example.org").build())));
        rejected(login(signed(claims().claim("email_verified", false).build())));
        rejected(login(signed(claims().expirationTime(null).build())));
        rejected(login(
                signed(claims().expirationTime(Date.from(logins.clock.instant().minusSeconds(61)))
                        .build())));
        rejected(login(
                signed(claims().notBeforeTime(Date.from(logins.clock.instant().plusSeconds(120)))
                        .build())));
        accepted(login(
                signed(claims().expirationTime(Date.from(logins.clock.instant().minusSeconds(30)))
                        .build())));
        rejected(login("OAUTHBEARER", bearer("bob@example.org", signed(claims().build()))));
    }

    @Test
    void onlyTheAlgorithmsConfiguredAndTheIssuersOwnKeysCount() throws Exception {
        JWTClaimsSet claims = claims().build();
        rejected(login(new PlainJWT(claims).serialize()));
        rejected(login(signed(claims, JWSAlgorithm.RS256, "first", new RSASSASigner(stranger))));
        rejected(login(signed(claims, JWSAlgorithm.RS512, "first", new RSASSASigner(rsa))));
        byte[] publicKey = rsa.toRSAPublicKey().getEncoded();
        rejected(login(signed(claims, JWSAlgorithm.HS256, "first", new MACSigner(publicKey))));
        String whole = signed(claims);
        rejected(login(whole.substring(0, whole.length() - 8) + "AAAAAAAA"));
    }

    @Test
    void aNewKeyOfTheIssuerIsFetchedWhenATokenNamesIt() throws Exception {
        accepted(login(signed(claims().build())));
        publish(rsa, ec);
        accepted(login(signed(claims().build(), JWSAlgorithm.ES256, "second", new ECDSASigner(ec))));
    }

    @Test
    void anIssuerThatCannotBeReachedMeansLaterNotWrong() throws Exception {
        issuer.stop(0);
        assertThat(login(signed(claims().build()))).isInstanceOf(AuthResult.TryLater.class);
    }

    @Test
    void keysMayLieInAFileAndAScopeMayBeDemanded() throws Exception {
        Path file = Files.writeString(directory.resolve("keys.json"), published.toString());
        authenticator.close();
        authenticator = authenticator(settings(file.toUri(), "mail.read"));
        accepted(login(signed(claims().claim("scope", "openid mail.read").build())));
        accepted(login(signed(claims().claim("scp", List.of("mail.read")).build())));
        rejected(login(signed(claims().claim("scope", "openid").build())));
        rejected(login(signed(claims().build())));
    }

    @Test
    void whatIsNoMessageIsRejectedAtOnce() throws Exception {
        for (String message :
                List.of("", "n,,", "p=tls-exporter,,\u0001auth=Bearer x\u0001\u0001", "x".repeat(20_000))) {
            SaslExchange exchange = authenticator.start("OAUTHBEARER", HERE).orElseThrow();
            rejected(Logins.result(Logins.step(exchange, message)));
        }
        assertThat(BearerMechanism.parse(
                        BearerMechanism.Form.OAUTHBEARER, "n,a=a=2Cb=3Dc@example.org,\u0001auth=BEARER t\u0001\u0001"))
                .contains(new BearerMechanism.Message("a,b=c@example.org", "t"));
    }

    @Test
    void settingsThatWouldLetAnybodyInAreRefused() {
        URI keys = URI.create("https://id.example.org/keys");
        assertThatThrownBy(() -> settings(URI.create("http://id.example.org/keys"), ""))
                .hasMessageContaining("https");
        assertThatThrownBy(() -> new TokenSettings(
                        ISSUER, AUDIENCE, keys, "email", "", List.of("HS256"), Duration.ofSeconds(60)))
                .hasMessageContaining("algorithms");
        assertThatThrownBy(() ->
                        new TokenSettings(ISSUER, "", keys, "email", "", List.of("RS256"), Duration.ofSeconds(60)))
                .hasMessageContaining("audience");
    }
}
