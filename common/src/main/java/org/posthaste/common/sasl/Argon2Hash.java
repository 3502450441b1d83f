package org.posthaste.common.sasl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * An Argon2 hash (RFC 9106) with its parameters, and its PHC string form
 * {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}.
 */
record Argon2Hash(int type, int memoryKib, int iterations, int lanes, byte[] salt, byte[] hash) {
    private static final Map<String, Integer> TYPES = Map.of(
            "argon2d", Argon2Parameters.ARGON2_d,
            "argon2i", Argon2Parameters.ARGON2_i,
            "argon2id", Argon2Parameters.ARGON2_id);
    private static final Pattern PHC = Pattern.compile("\\$(argon2id|argon2i|argon2d)\\$v=19\\$"
            + "m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,3})" + "\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

    /** What one check may cost at most; beyond that, a stored hash would be a way to bring the server down. */
    private static final int MAX_MEMORY_KIB = 256 * 1024;

    private static final int MAX_ITERATIONS = 24;
    private static final int MAX_LANES = 16;

    /** Reads the PHC form; empty if it is malformed or its parameters are out of bounds. */
    static Optional<Argon2Hash> parse(String phc) {
        Matcher matcher = phc.length() > 512 ? PHC.matcher("") : PHC.matcher(phc);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int memory = Integer.parseInt(matcher.group(2));
        int iterations = Integer.parseInt(matcher.group(3));
        int lanes = Integer.parseInt(matcher.group(4));
        byte[] salt;
        byte[] hash;
        try {
            salt = Base64.getDecoder().decode(matcher.group(5));
            hash = Base64.getDecoder().decode(matcher.group(6));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        boolean sane = lanes >= 1
                && lanes <= MAX_LANES
                && iterations >= 1
                && iterations <= MAX_ITERATIONS
                && memory >= 8 * lanes
                && memory <= MAX_MEMORY_KIB
                && salt.length >= 8
                && salt.length <= 64
                && hash.length >= 16
                && hash.length <= 64;
        int type = TYPES.getOrDefault(matcher.group(1), Argon2Parameters.ARGON2_id);
        return sane ? Optional.of(new Argon2Hash(type, memory, iterations, lanes, salt, hash)) : Optional.empty();
    }

    /** Hashes a password with Argon2id. */
    static Argon2Hash compute(String password, int memoryKib, int iterations, int lanes, byte[] salt) {
        byte[] hash = generate(Argon2Parameters.ARGON2_id, memoryKib, iterations, lanes, salt, password, 32);
        return new Argon2Hash(Argon2Parameters.ARGON2_id, memoryKib, iterations, lanes, salt, hash);
    }

    /** An Argon2id hash made of random octets instead of a password. */
    static Argon2Hash unmatched(int memoryKib, int iterations, int lanes, byte[] salt, byte[] random) {
        return new Argon2Hash(Argon2Parameters.ARGON2_id, memoryKib, iterations, lanes, salt, random);
    }

    /** True if this is the password's hash; takes the same time either way. */
    boolean matches(String password) {
        byte[] computed = generate(type, memoryKib, iterations, lanes, salt, password, hash.length);
        return MessageDigest.isEqual(computed, hash);
    }

    /** The PHC string form. */
    String phc() {
        String name = TYPES.entrySet().stream()
                .filter(entry -> entry.getValue() == type)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$" + name + "$v=19$m=" + memoryKib + ",t=" + iterations + ",p=" + lanes + "$"
                + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }

    private static byte[] generate(
            int type, int memoryKib, int iterations, int lanes, byte[] salt, String password, int length) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(type)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryKib)
                .withIterations(iterations)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[length];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }
}
