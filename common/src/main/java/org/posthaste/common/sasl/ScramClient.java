package org.posthaste.common.sasl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of SCRAM without channel binding (RFC 5802 §5). The server must prove that it knows the password's
 * keys, too. An iteration count that would keep this server busy for minutes is refused. Confined to one thread.
 */
final class ScramClient implements ClientExchange {
    private static final int MAX_ITERATIONS = 1_000_000;
    private static final String HEADER = "n,,";

    private final ScramHash hash;
    private final String password;
    private final String nonce;
    private final String firstBare;
    private byte @Nullable [] expected;
    private boolean begun;
    private boolean proved;

    ScramClient(ScramHash hash, String user, String password, String nonce) {
        this.hash = hash;
        this.password = password;
        this.nonce = nonce;
        this.firstBare = "n=" + user.replace("=", "=3D").replace(",", "=2C") + ",r=" + nonce;
    }

    @Override
    public String mechanism() {
        return hash.mechanism();
    }

    @Override
    public boolean clientFirst() {
        return true;
    }

    @Override
    public byte[] answer(byte[] challenge) throws ClientLoginException {
        if (!begun) {
            begun = true;
            return (HEADER + firstBare).getBytes(StandardCharsets.UTF_8);
        }
        String message = new String(challenge, StandardCharsets.UTF_8);
        if (expected == null) {
            return last(message);
        }
        checkSignature(message);
        return new byte[0];
    }

    private byte[] last(String serverFirst) throws ClientLoginException {
        Map<Character, String> attributes = attributes(serverFirst);
        String both = attributes.getOrDefault('r', "");
        if (attributes.containsKey('m') || !both.startsWith(nonce) || both.length() == nonce.length()) {
            throw new ClientLoginException("the server's first SCRAM message is wrong");
        }
        byte[] salt = base64(attributes.getOrDefault('s', ""));
        int iterations = iterations(attributes.getOrDefault('i', ""));
        String withoutProof =
                "c=" + Base64.getEncoder().encodeToString(HEADER.getBytes(StandardCharsets.US_ASCII)) + ",r=" + both;
        ScramHash.ClientProof proof = hash.prove(
                PasswordText.prepared(password), salt, iterations, firstBare + "," + serverFirst + "," + withoutProof);
        expected = proof.serverSignature();
        return (withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof.proof()))
                .getBytes(StandardCharsets.UTF_8);
    }

    private void checkSignature(String serverFinal) throws ClientLoginException {
        byte[] signature = base64(attributes(serverFinal).getOrDefault('v', ""));
        if (!MessageDigest.isEqual(signature, expected)) {
            throw new ClientLoginException("the server does not know the password");
        }
        proved = true;
    }

    private static int iterations(String text) throws ClientLoginException {
        int count = text.matches("[1-9][0-9]{0,6}") ? Integer.parseInt(text) : 0;
        if (count < 1 || count > MAX_ITERATIONS) {
            throw new ClientLoginException("the server's iteration count is out of bounds");
        }
        return count;
    }

    private static Map<Character, String> attributes(String message) {
        Map<Character, String> attributes = new HashMap<>();
        for (String attribute : message.split(",")) {
            if (attribute.length() > 1 && attribute.charAt(1) == '=') {
                attributes.putIfAbsent(attribute.charAt(0), attribute.substring(2));
            }
        }
        return attributes;
    }

    private static byte[] base64(String text) throws ClientLoginException {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new ClientLoginException("the server's SCRAM message is not base64 where it must be");
        }
    }

    @Override
    public void succeeded() throws ClientLoginException {
        if (!proved) {
            throw new ClientLoginException("the server did not prove that it knows the password");
        }
    }
}
