package org.posthaste.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.posthaste.common.net.InMemoryClient;
import org.posthaste.common.net.InMemoryTransport;
import org.posthaste.common.sasl.AuthSettings;
import org.posthaste.common.sasl.GuardedAuthenticator;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;
import org.posthaste.pop3.session.MaildropLocks;
import org.posthaste.pop3.session.Pop3Environment;

/** Logins as they are in a running server: real passwords, real mechanisms. */
class RealLoginTest {
    private static final String ALICE = "alice@example.org";

    private final TestStore store = TestStores.open();
    private final GuardedAuthenticator authenticator =
            new GuardedAuthenticator(store.store().directory(), store.clock(), AuthSettings.defaults());
    private InMemoryTransport transport;
    private InMemoryClient client;

    @BeforeEach
    void start() {
        store.append(store.inbox(), TestStore.message("hello"));
        transport = new InMemoryTransport(new Pop3Sessions(new Pop3Environment(
                "mail.example.org",
                store.store(),
                authenticator,
                new MaildropLocks(),
                Pop3Config.DEFAULT_TIMES,
                store.clock())));
        client = transport.connect("pop3");
        client.readLine();
    }

    @AfterEach
    void stop() {
        transport.close();
        authenticator.close();
        store.close();
    }

    private String answer(String line) {
        client.sendLine(line);
        return client.readLine().orElse("closed");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void userAndPass() {
        assertThat(answer("USER Alice@Example.ORG")).startsWith("+OK");
        assertThat(answer("PASS wrong")).isEqualTo("-ERR [AUTH] Login failed");
        assertThat(answer("USER Alice@Example.ORG")).startsWith("+OK");
        assertThat(answer("PASS " + TestStores.PASSWORD)).startsWith("+OK 1 messages");
    }

    @Test
    void plainAndLogin() {
        assertThat(answer("AUTH PLAIN " + base64("\0" + ALICE + "\0wrong"))).isEqualTo("-ERR [AUTH] Login failed");
        assertThat(answer("AUTH LOGIN")).isEqualTo("+ " + base64("Username:"));
        assertThat(answer(base64(ALICE))).isEqualTo("+ " + base64("Password:"));
        assertThat(answer(base64(TestStores.PASSWORD))).startsWith("+OK 1 messages");
    }

    /** RFC 7677 §3. The server's proof comes as a challenge, answered with an empty line, since +OK carries no data (RFC 5034 §4). */
    @Test
    void scramProvesBothSides() throws Exception {
        String bare = "n=" + ALICE + ",r=clientNonce";
        String first = decoded(answer("AUTH SCRAM-SHA-256 " + base64("n,," + bare)));
        String[] fields = first.split(",");
        byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(new PBEKeySpec(
                        TestStores.PASSWORD.toCharArray(),
                        Base64.getDecoder().decode(fields[1].substring(2)),
                        Integer.parseInt(fields[2].substring(2)),
                        256))
                .getEncoded();
        String unproved = "c=biws," + fields[0];
        String signed = bare + "," + first + "," + unproved;
        byte[] clientKey = hmac(salted, "Client Key");
        byte[] signature = hmac(MessageDigest.getInstance("SHA-256").digest(clientKey), signed);
        for (int i = 0; i < signature.length; i++) {
            signature[i] ^= clientKey[i];
        }
        String last =
                decoded(answer(base64(unproved + ",p=" + Base64.getEncoder().encodeToString(signature))));
        assertThat(last).isEqualTo("v=" + Base64.getEncoder().encodeToString(hmac(hmac(salted, "Server Key"), signed)));
        assertThat(answer("")).startsWith("+OK 1 messages");
        assertThat(answer("STAT")).startsWith("+OK 1 ");
    }

    private static String decoded(String challenge) {
        assertThat(challenge).startsWith("+ ");
        return new String(Base64.getDecoder().decode(challenge.substring(2)), StandardCharsets.UTF_8);
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }
}
