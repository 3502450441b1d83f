package org.posthaste.smtp.sign;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.posthaste.smtp.verify.dkim.SigningKey.Algorithm;

/** Makes private keys, and turns them into text and back (PKCS #8 in PEM, RFC 7468 §10), with the JDK alone. Pure. */
final class KeyMaterial {
    /** RFC 8301 §3.2: at least 2048 bits; longer ones do not fit into one string of a TXT record, and no receiver asks for them. */
    private static final int RSA_BITS = 2048;

    private static final int RSA_LEAST_BITS = 1024;
    private static final int ED25519_OCTETS = 32;
    private static final int LINE = 64;
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private KeyMaterial() {}

    /** A new key. RSA takes some tenths of a second. */
    static PrivateKey generate(Algorithm algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(name(algorithm));
            if (algorithm == Algorithm.RSA_SHA256) {
                generator.initialize(RSA_BITS);
            }
            return generator.generateKeyPair().getPrivate();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java makes no keys for " + algorithm, e);
        }
    }

    private static String name(Algorithm algorithm) {
        return algorithm == Algorithm.RSA_SHA256 ? "RSA" : "Ed25519";
    }

    /** The content of a key's file. */
    static byte[] pem(PrivateKey key) {
        String text = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(key.getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads a private key of either algorithm. The message of a failure holds nothing of the key. */
    static PrivateKey parse(String pem) throws InvalidKeySpecException {
        Matcher matcher = PEM.matcher(pem);
        if (!matcher.find()) {
            throw new InvalidKeySpecException(
                    "not a private key in PKCS #8 form; openssl pkcs8 -topk8 -nocrypt makes one from others");
        }
        byte[] octets;
        try {
            octets = Base64.getMimeDecoder().decode(matcher.group(1));
        } catch (IllegalArgumentException e) {
            throw new InvalidKeySpecException("not a private key in PEM form", e);
        }
        // PKCS #8 names the algorithm inside, but the JDK wants to be told, so both get their try.
        InvalidKeySpecException last = new InvalidKeySpecException("empty");
        for (Algorithm algorithm : Algorithm.values()) {
            try {
                return checked(
                        KeyFactory.getInstance(name(algorithm)).generatePrivate(new PKCS8EncodedKeySpec(octets)));
            } catch (InvalidKeySpecException e) {
                last = e;
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("this Java knows no keys for " + algorithm, e);
            }
        }
        throw new InvalidKeySpecException(
                "not a key for RSA of at least " + RSA_LEAST_BITS + " bits or for Ed25519", last);
    }

    private static PrivateKey checked(PrivateKey key) throws InvalidKeySpecException {
        algorithm(key);
        return key;
    }

    static Algorithm algorithm(PrivateKey key) throws InvalidKeySpecException {
        if (key instanceof RSAPrivateCrtKey rsa && rsa.getModulus().bitLength() >= RSA_LEAST_BITS) {
            return Algorithm.RSA_SHA256;
        }
        if (key instanceof EdECPrivateKey edwards
                && edwards.getParams().getName().equals("Ed25519")) {
            return Algorithm.ED25519_SHA256;
        }
        throw new InvalidKeySpecException("a key no signature is made with");
    }

    /** The public half as records hold it: SubjectPublicKeyInfo for RSA (RFC 6376 §3.6.1), the bare 32 octets for Ed25519 (RFC 8463 §4). */
    static String publicText(PrivateKey key) throws InvalidKeySpecException {
        try {
            byte[] octets =
                    key instanceof RSAPrivateCrtKey rsa ? publicHalf(rsa).getEncoded() : publicHalf(key);
            return Base64.getEncoder().encodeToString(octets);
        } catch (InvalidKeySpecException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new InvalidKeySpecException("a key without a public half", e);
        }
    }

    private static PublicKey publicHalf(RSAPrivateCrtKey key) throws GeneralSecurityException {
        return KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
    }

    /** The JDK tells the public half only where it makes a pair, so it makes this one again, from its seed. */
    private static byte[] publicHalf(PrivateKey key) throws GeneralSecurityException {
        byte[] seed = key instanceof EdECPrivateKey edwards
                ? edwards.getBytes().orElseThrow(() -> new InvalidKeySpecException("a key without octets"))
                : new byte[0];
        KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
        generator.initialize(NamedParameterSpec.ED25519, new Fixed(seed));
        byte[] encoded = generator.generateKeyPair().getPublic().getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - ED25519_OCTETS, encoded.length);
    }

    /** Not random: gives the seed of one key. */
    private static final class Fixed extends SecureRandom {
        private static final long serialVersionUID = 1;

        private final byte[] seed;

        Fixed(byte[] seed) {
            this.seed = seed.clone();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
        }
    }
}
