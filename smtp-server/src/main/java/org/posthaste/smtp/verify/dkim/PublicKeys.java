package org.posthaste.smtp.verify.dkim;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Keys as verifiers use them, from the text of key records; those used lately are kept. Both forms of RSA keys are
 * read: SubjectPublicKeyInfo, as everybody publishes them, and the bare RSAPublicKey of RFC 6376 §3.6.1. Thread-safe.
 *
 * <p>Limits: RSA keys from 1024 (RFC 8301 §3.2) to 8192 bits with exponents of at most 64 bits; Ed25519 keys of 32
 * octets (RFC 8463 §3).
 */
public final class PublicKeys {
    private static final int MIN_RSA_BITS = 1024;
    private static final int MAX_RSA_BITS = 8192;
    private static final int MAX_EXPONENT_BITS = 64;
    private static final int MAX_TEXT = 4096;
    private static final long MAX_CACHED_CHARACTERS = 4_000_000;

    private final Cache<CacheKey, Entry> cache = Caffeine.newBuilder()
            .maximumWeight(MAX_CACHED_CHARACTERS)
            .weigher((CacheKey key, Entry entry) -> 300 + key.text().length())
            .build();

    private record CacheKey(SigningKey.Algorithm algorithm, String text) {}

    /** A key that can be used, or why not. */
    private record Entry(Optional<VerifyingKey> key, String problem) {}

    /** The key of a record for an algorithm of its type; fails with {@code permerror} if it cannot be used. */
    VerifyingKey key(SigningKey.Algorithm algorithm, String keyData) throws InvalidSignatureException {
        if (keyData.length() > MAX_TEXT) {
            throw InvalidSignatureException.permanent("the key is too long");
        }
        Entry entry = cache.get(new CacheKey(algorithm, keyData), PublicKeys::read);
        return entry.key().orElseThrow(() -> InvalidSignatureException.permanent(entry.problem()));
    }

    private static Entry read(CacheKey source) {
        try {
            byte[] octets = Base64.getDecoder().decode(source.text());
            VerifyingKey key = source.algorithm() == SigningKey.Algorithm.RSA_SHA256 ? rsa(octets) : ed25519(octets);
            return new Entry(Optional.of(key), "");
        } catch (InvalidSignatureException e) {
            return new Entry(Optional.empty(), e.reason());
        } catch (IllegalArgumentException e) {
            return new Entry(Optional.empty(), "the key is not base64");
        } catch (GeneralSecurityException e) {
            return new Entry(
                    Optional.empty(),
                    "the key cannot be read as " + source.algorithm().keyType());
        }
    }

    private static VerifyingKey rsa(byte[] octets) throws GeneralSecurityException, InvalidSignatureException {
        PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(Der.rsaKeyInfo(octets)));
        if (!(key instanceof RSAPublicKey rsa)) {
            throw InvalidSignatureException.permanent("the key is not an RSA key");
        }
        int bits = rsa.getModulus().bitLength();
        if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
            throw InvalidSignatureException.permanent("an RSA key of " + bits + " bits is not accepted (RFC 8301)");
        }
        BigInteger exponent = rsa.getPublicExponent();
        if (exponent.bitLength() > MAX_EXPONENT_BITS) {
            throw InvalidSignatureException.permanent("the exponent of the RSA key is too large");
        }
        return new VerifyingKey.Rsa(key, bits);
    }

    private static VerifyingKey ed25519(byte[] octets) throws InvalidSignatureException {
        if (octets.length != Ed25519.PUBLIC_KEY_SIZE) {
            throw InvalidSignatureException.permanent("an Ed25519 key has 32 octets, not " + octets.length);
        }
        Ed25519.PublicPoint point = Ed25519.validatePublicKeyPartialExport(octets, 0);
        if (point == null) {
            throw InvalidSignatureException.permanent("the key is not on the curve of Ed25519");
        }
        return new VerifyingKey.EdwardsCurve(point);
    }
}
