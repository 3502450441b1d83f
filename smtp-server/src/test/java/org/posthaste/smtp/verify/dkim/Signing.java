package org.posthaste.smtp.verify.dkim;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.common.dns.FakeDns;

/** Keys, their records, and short ways to hash, sign and verify in tests. */
public final class Signing {
    /** When everything in tests happens. */
    public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static final KeyPair RSA = pair("RSA", 2048);
    private static final KeyPair ED25519 = pair("Ed25519", 0);
    private static final PublicKeys KEYS = new PublicKeys();

    private Signing() {}

    private static KeyPair pair(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (bits > 0) {
                generator.initialize(bits);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A key of some size, for records. */
    public static PublicKey publicRsa(int bits) {
        return pair("RSA", bits).getPublic();
    }

    /** The selector is {@code rsa}. */
    public static SigningKey rsa(String domain) {
        return new SigningKey(domain, "rsa", SigningKey.Algorithm.RSA_SHA256, RSA.getPrivate());
    }

    /** The selector is {@code ed}. */
    public static SigningKey ed25519(String domain) {
        return new SigningKey(domain, "ed", SigningKey.Algorithm.ED25519_SHA256, ED25519.getPrivate());
    }

    /** p= of the RSA key. */
    public static String rsaData() {
        return base64(RSA.getPublic().getEncoded());
    }

    /** p= of the Ed25519 key. */
    public static String ed25519Data() {
        byte[] info = ED25519.getPublic().getEncoded();
        return base64(Arrays.copyOfRange(info, info.length - 32, info.length));
    }

    /** Octets as base64. */
    public static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    /** A DNS with both keys for these domains. */
    public static FakeDns dns(String... domains) {
        FakeDns dns = new FakeDns();
        for (String domain : domains) {
            dns.txt("rsa._domainkey." + domain, "v=DKIM1; k=rsa; p=" + rsaData());
            dns.txt("ed._domainkey." + domain, "v=DKIM1; k=ed25519; p=" + ed25519Data());
        }
        return dns;
    }

    /** Octets of text in which each character is one. */
    public static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A message from lines ending in LF, which become CRLF. */
    public static String lines(String text) {
        return text.replace("\n", "\r\n");
    }

    /** Hashes a message. */
    public static HashedMessage hash(byte[] message, MessageHasher.Need need) {
        MessageHasher hasher = new MessageHasher(need);
        hasher.write(message, 0, message.length);
        return hasher.finish();
    }

    /** The message with signatures of these keys before it. */
    public static String sign(String message, SigningKey... keys) {
        HashedMessage hashed = hash(octets(message), MessageHasher.Need.SIGN);
        StringBuilder signed = new StringBuilder();
        for (SigningKey key : keys) {
            signed.append(DkimSigner.sign(hashed, List.of(), key, NOW));
        }
        return signed + message;
    }

    /** The results for a message. */
    public static List<DkimResult> verify(String message, DnsResolver dns) {
        return verify(hash(octets(message), MessageHasher.Need.VERIFY), dns);
    }

    /** The results for a message. */
    public static List<DkimResult> verify(HashedMessage message, DnsResolver dns) {
        return new DkimVerifier(KEYS)
                .verify(message, NOW, dns)
                .toCompletableFuture()
                .join();
    }
}
