package org.posthaste.common.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthaste.common.sasl.StoredCredentials.ScramKeys;

class ScramTest {
    private static final AuthResult ACCEPTED = new AuthResult.Accepted("user", 7);
    private static final AuthResult REJECTED = new AuthResult.Rejected();
    private static final byte[] EXPORTED = {1, 2, 3, (byte) 0xfe, ','};
    private static final byte[] END_POINT = {9, 8, 7};

    private final Logins logins = new Logins();
    private final LoginContext plain = Logins.clear("192.0.2.1");
    private final LoginContext bound =
            Logins.tls("192.0.2.1", "TLSv1.3", Map.of("tls-exporter", EXPORTED, "tls-server-end-point", END_POINT));
    private GuardedAuthenticator authenticator;
    private LoginDesk desk;

    @BeforeEach
    void open() {
        logins.users.put(
                "user",
                new StoredCredentials(
                        "user",
                        7,
                        "",
                        Optional.of(keys(ScramHash.SHA_1, "QSXCR+Q6sek8bf92")),
                        Optional.of(keys(ScramHash.SHA_256, "W22ZaJ0SNY7soEsUEjb6gQ=="))));
        authenticator = new GuardedAuthenticator(logins, logins.clock, Logins.QUICK);
        desk = new LoginDesk(logins, logins.clock, Logins.QUICK, new SecureRandom());
    }

    @AfterEach
    void close() {
        authenticator.close();
        desk.close();
    }

    private static ScramKeys keys(ScramHash hash, String salt) {
        return hash.derive("pencil", Base64.getDecoder().decode(salt), 4096);
    }

    @Test
    void exampleOfRfc5802() throws Exception {
        SaslExchange exchange = new ScramExchange(ScramHash.SHA_1, false, plain, desk, () -> "3rfcNHYJY1ZVvWVs7j");
        assertThat(exchange.clientFirst()).isTrue();
        assertThat(exchange.claimedUser()).isEmpty();
        assertThat(Logins.challenge(Logins.step(exchange, "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL")))
                .isEqualTo("r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096");
        assertThat(Logins.challenge(Logins.step(
                        exchange,
                        "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=")))
                .isEqualTo("v=rmF9pqV8S7suAoZWja4dJRkFsKQ=");
        assertThat(exchange.claimedUser()).isEqualTo("user");
        assertThat(Logins.result(Logins.step(exchange, ""))).isEqualTo(ACCEPTED);
        assertThat(Logins.result(Logins.step(exchange, ""))).isEqualTo(REJECTED);
    }

    @Test
    void exampleOfRfc7677() throws Exception {
        SaslExchange exchange =
                new ScramExchange(ScramHash.SHA_256, false, plain, desk, () -> "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0");
        assertThat(Logins.challenge(Logins.step(exchange, "n,,n=user,r=rOprNGfwEbeRWgbNEkqO")))
                .isEqualTo("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
        assertThat(
                        Logins.challenge(
                                Logins.step(
                                        exchange,
                                        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")))
                .isEqualTo("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
        assertThat(Logins.result(Logins.step(exchange, ""))).isEqualTo(ACCEPTED);
    }

    @Test
    void bothBindingsWorkInThePlusForms() throws Exception {
        assertThat(converse("SCRAM-SHA-256-PLUS", bound, "p=tls-exporter,,", "user", "pencil", EXPORTED))
                .isEqualTo(ACCEPTED);
        assertThat(converse("SCRAM-SHA-1-PLUS", bound, "p=tls-server-end-point,,", "user", "pencil", END_POINT))
                .isEqualTo(ACCEPTED);
        assertThat(converse("SCRAM-SHA-256-PLUS", bound, "p=tls-exporter,a=user,", "user", "pencil", EXPORTED))
                .isEqualTo(ACCEPTED);
    }

    @Test
    void bindingOfAnotherConnectionIsRefused() throws Exception {
        assertThat(converse("SCRAM-SHA-256-PLUS", bound, "p=tls-exporter,,", "user", "pencil", END_POINT))
                .isEqualTo(REJECTED);
        assertThat(converse("SCRAM-SHA-256-PLUS", bound, "p=tls-exporter,,", "user", "pencil", new byte[0]))
                .isEqualTo(REJECTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"p=tls-unique,,", "n,,", "y,,", "p=,,", "p=tls-exporter,a=root,"})
    void plusFormNeedsABindingThatExists(String header) throws Exception {
        assertThat(first("SCRAM-SHA-256-PLUS", bound, header + "n=user,r=abc")).isEqualTo(REJECTED);
    }

    @Test
    void downgradeIsNoticed() throws Exception {
        assertThat(first("SCRAM-SHA-256", bound, "y,,n=user,r=abc")).isEqualTo(REJECTED);
        assertThat(converse("SCRAM-SHA-256", plain, "y,,", "user", "pencil", new byte[0]))
                .isEqualTo(ACCEPTED);
        assertThat(converse("SCRAM-SHA-256", bound, "n,,", "user", "pencil", new byte[0]))
                .isEqualTo(ACCEPTED);
    }

    @Test
    void wrongPasswordIsRefused() throws Exception {
        assertThat(converse("SCRAM-SHA-256", plain, "n,,", "user", "pen", new byte[0]))
                .isEqualTo(REJECTED);
        assertThat(converse("SCRAM-SHA-1", plain, "n,,", "user", "pen", new byte[0]))
                .isEqualTo(REJECTED);
    }

    @Test
    void unknownUserSeesAStableSaltAndFailsAtTheProof() throws Exception {
        String salt = serverFirst("SCRAM-SHA-256", "nobody").replaceAll("^r=[^,]+", "");
        assertThat(serverFirst("SCRAM-SHA-256", "nobody").replaceAll("^r=[^,]+", ""))
                .isEqualTo(salt);
        assertThat(serverFirst("SCRAM-SHA-256", "nobody2").replaceAll("^r=[^,]+", ""))
                .isNotEqualTo(salt);
        assertThat(serverFirst("SCRAM-SHA-1", "nobody").replaceAll("^r=[^,]+", ""))
                .isNotEqualTo(salt);
        assertThat(salt).matches(",s=[A-Za-z0-9+/]{22}==,i=10000");
        assertThat(converse("SCRAM-SHA-256", plain, "n,,", "nobody", "pencil", new byte[0]))
                .isEqualTo(REJECTED);
    }

    @Test
    void namesWithCommaAndEqualsSignAreDecoded() throws Exception {
        StoredCredentials user = logins.users.get("user");
        logins.users.put("a,b=c", new StoredCredentials("user", 7, "", user.scramSha1(), user.scramSha256()));
        assertThat(converse("SCRAM-SHA-256", plain, "n,,", "a=2Cb=3Dc", "pencil", new byte[0]))
                .isEqualTo(ACCEPTED);
    }

    @Test
    void failuresCountAndLock() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(converse("SCRAM-SHA-256", plain, "n,,", "user", "guess" + i, new byte[0]))
                    .isEqualTo(REJECTED);
        }
        assertThat(first("SCRAM-SHA-256", plain, "n,,n=user,r=abc")).isInstanceOf(AuthResult.TryLater.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                ",,",
                "n",
                "n,",
                "n,,",
                "n,,n=user",
                "n,,r=abc,n=user",
                "n,,n=,r=abc",
                "n,,n=user,r=",
                "n,,m=x,n=user,r=abc",
                "n,,n=us=er,r=abc",
                "n,,n=us=2cer,r=abc",
                "x,,n=user,r=abc",
                "n,b=c,n=user,r=abc",
                "n,,n=user,r=a\u00e9c",
                "n,,n=user,r=abc,",
                "n,,n=user,r=abc,x",
                "n,,n=\0user,r=abc",
                "nn,,n=user,r=abc",
                "n,,n= ,r=abc",
                "n,a=other,n=user,r=abc",
                "p=tls-exporter,,n=user,r=abc"
            })
    void malformedFirstMessageEndsTheExchange(String message) throws Exception {
        assertThat(first("SCRAM-SHA-256", plain, message)).isEqualTo(REJECTED);
    }

    @Test
    void hostileOctetsEndTheExchange() throws Exception {
        for (byte[] octets :
                new byte[][] {{(byte) 0xff, (byte) 0xfe}, new byte[100_000], {'n', ',', ',', 'n', '=', (byte) 0x80}}) {
            SaslExchange exchange = authenticator.start("SCRAM-SHA-256", plain).orElseThrow();
            assertThat(Logins.result(Logins.step(exchange, octets))).isEqualTo(REJECTED);
        }
        String longNonce = "n,,n=user,r=" + "x".repeat(1000);
        assertThat(first("SCRAM-SHA-256", plain, longNonce)).isEqualTo(REJECTED);
        assertThat(first("SCRAM-SHA-256", plain, "n,,n=" + "x".repeat(1000) + ",r=abc"))
                .isEqualTo(REJECTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c=biws",
                "c=biws,r=NONCE",
                "c=biws,r=NONCE,p=",
                "c=biws,r=NONCE,p=!!!",
                "c=biws,r=other,p=AAAA",
                "r=NONCE,c=biws,p=AAAA",
                "c=eSws,r=NONCE,p=AAAA",
                "c=biws,r=NONCE,p=AAAA",
                "c=biws,r=NONCE,x,p=AAAA"
            })
    void malformedLastMessageEndsTheExchange(String template) throws Exception {
        SaslExchange exchange = authenticator.start("SCRAM-SHA-256", plain).orElseThrow();
        String serverFirst = Logins.challenge(Logins.step(exchange, "n,,n=user,r=abc"));
        String nonce = serverFirst.substring(2, serverFirst.indexOf(','));
        assertThat(Logins.result(Logins.step(exchange, template.replace("NONCE", nonce))))
                .isEqualTo(REJECTED);
        assertThat(Logins.result(Logins.step(exchange, ""))).isEqualTo(REJECTED);
    }

    @Test
    void answerToTheServersProofMustBeEmpty() throws Exception {
        SaslExchange exchange = new ScramExchange(ScramHash.SHA_1, false, plain, desk, () -> "3rfcNHYJY1ZVvWVs7j");
        Logins.step(exchange, "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL");
        Logins.step(exchange, "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=");
        assertThat(Logins.result(Logins.step(exchange, "x"))).isEqualTo(REJECTED);
    }

    private AuthResult first(String mechanism, LoginContext context, String message) throws Exception {
        SaslExchange exchange = authenticator.start(mechanism, context).orElseThrow();
        return Logins.result(Logins.step(exchange, message));
    }

    private String serverFirst(String mechanism, String user) throws Exception {
        SaslExchange exchange = authenticator.start(mechanism, plain).orElseThrow();
        return Logins.challenge(Logins.step(exchange, "n,,n=" + user + ",r=abc"));
    }

    /** A client of its own, written from RFC 5802 §3, so that the server is not tested with its own functions. */
    private AuthResult converse(
            String mechanism, LoginContext context, String header, String user, String password, byte[] binding)
            throws Exception {
        boolean sha1 = mechanism.startsWith("SCRAM-SHA-1");
        String mac = sha1 ? "HmacSHA1" : "HmacSHA256";
        SaslExchange exchange = authenticator.start(mechanism, context).orElseThrow();
        String bare = "n=" + user + ",r=clientnonce";
        String serverFirst = Logins.challenge(Logins.step(exchange, header + bare));
        String[] parts = serverFirst.split(",");
        byte[] salt = Base64.getDecoder().decode(parts[1].substring(2));
        PBEKeySpec spec =
                new PBEKeySpec(password.toCharArray(), salt, Integer.parseInt(parts[2].substring(2)), sha1 ? 160 : 256);
        byte[] salted = SecretKeyFactory.getInstance("PBKDF2With" + mac)
                .generateSecret(spec)
                .getEncoded();
        byte[] clientKey = hmac(mac, salted, "Client Key");
        byte[] storedKey = java.security.MessageDigest.getInstance(sha1 ? "SHA-1" : "SHA-256")
                .digest(clientKey);
        byte[] headerOctets = header.getBytes(StandardCharsets.UTF_8);
        byte[] channel = Arrays.copyOf(headerOctets, headerOctets.length + binding.length);
        System.arraycopy(binding, 0, channel, headerOctets.length, binding.length);
        String withoutProof = "c=" + Base64.getEncoder().encodeToString(channel) + "," + parts[0];
        String authMessage = bare + "," + serverFirst + "," + withoutProof;
        byte[] proof = hmac(mac, storedKey, authMessage);
        for (int i = 0; i < proof.length; i++) {
            proof[i] ^= clientKey[i];
        }
        SaslExchange.SaslStep last =
                Logins.step(exchange, withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof));
        if (last instanceof SaslExchange.SaslStep.Done done) {
            return done.result();
        }
        byte[] serverSignature = hmac(mac, hmac(mac, salted, "Server Key"), authMessage);
        assertThat(Logins.challenge(last)).isEqualTo("v=" + Base64.getEncoder().encodeToString(serverSignature));
        return Logins.result(Logins.step(exchange, ""));
    }

    private static byte[] hmac(String algorithm, byte[] key, String text) throws Exception {
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(key, algorithm));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }
}
