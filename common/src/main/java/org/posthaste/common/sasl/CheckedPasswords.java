package org.posthaste.common.sasl;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Remembers the outcome of password checks: right ones for minutes, so that a client that polls every second costs no
 * hashing, and wrong ones for a day, so that a phone with an old password is one failure and not thousands. Kept are
 * only keyed hashes under a key that never leaves this process. They cover the stored hash, so a changed password
 * forgets both. Thread-safe and bounded.
 */
final class CheckedPasswords {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int RIGHT_SIZE = 20_000;
    private static final int WRONG_SIZE = 50_000;
    private static final Duration WRONG_FOR = Duration.ofHours(24);

    private final SecretKeySpec key;
    private final Cache<ByteBuffer, Boolean> right;
    private final Cache<ByteBuffer, Boolean> wrong;

    CheckedPasswords(Duration rememberFor, Clock clock, SecureRandom random) {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        this.key = new SecretKeySpec(secret, ALGORITHM);
        this.right = table(clock)
                .expireAfterWrite(rememberFor)
                .maximumSize(RIGHT_SIZE)
                .build();
        this.wrong = table(clock)
                .expireAfterAccess(WRONG_FOR)
                .maximumSize(WRONG_SIZE)
                .build();
    }

    private static Caffeine<Object, Object> table(Clock clock) {
        return Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()));
    }

    /** What stands for this combination here. */
    ByteBuffer digest(String name, String password, String storedHash) {
        Mac mac = hmac(key);
        for (String part : new String[] {name, password, storedHash}) {
            byte[] octets = part.getBytes(StandardCharsets.UTF_8);
            mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, octets.length));
            mac.update(octets);
        }
        return ByteBuffer.wrap(mac.doFinal());
    }

    boolean isRight(ByteBuffer digest) {
        return right.getIfPresent(digest) != null;
    }

    boolean isWrong(ByteBuffer digest) {
        return wrong.getIfPresent(digest) != null;
    }

    void addRight(ByteBuffer digest) {
        right.put(digest, true);
    }

    /** True if it was not known before. */
    boolean addWrong(ByteBuffer digest) {
        return wrong.asMap().putIfAbsent(digest, true) == null;
    }

    static Mac hmac(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
