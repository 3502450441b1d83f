package org.posthaste.common.sasl;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** The client's messages of SCRAM, parsed strictly (RFC 5802 §7). */
final class ScramMessages {
    private static final int MAX_MESSAGE = 4096;
    private static final int MAX_NONCE = 512;

    private ScramMessages() {}

    /**
     * The first message.
     *
     * @param header the GS2 header as sent, with its last comma
     * @param bindingFlag {@code n}, {@code y} or {@code p}
     * @param bindingType the type behind {@code p=}, else empty
     * @param authzid the authorization identity, or empty
     * @param user the user name
     * @param nonce the client's nonce
     * @param bare the message without the header
     */
    record First(
            String header,
            char bindingFlag,
            String bindingType,
            String authzid,
            String user,
            String nonce,
            String bare) {
        static Optional<First> parse(byte[] message) {
            Optional<String> text = text(message);
            String[] parts = text.orElse("").split(",", 3);
            if (parts.length < 3 || parts[0].isEmpty()) {
                return Optional.empty();
            }
            char flag = parts[0].charAt(0);
            boolean flagRight =
                    parts[0].equals("n") || parts[0].equals("y") || parts[0].matches("p=[A-Za-z0-9.-]{1,64}");
            Optional<String> authzid =
                    parts[1].isEmpty() ? Optional.of("") : value(parts[1], 'a').flatMap(ScramMessages::saslName);
            String[] attributes = parts[2].split(",", -1);
            // The first attribute must be the user name: "m=" in its place is an extension that must be understood (RFC
            // 5802 §5.1).
            Optional<String> user = value(attributes[0], 'n').flatMap(ScramMessages::saslName);
            Optional<String> nonce = attributes.length < 2
                    ? Optional.empty()
                    : value(attributes[1], 'r').filter(ScramMessages::isNonce);
            if (!flagRight
                    || authzid.isEmpty()
                    || user.isEmpty()
                    || nonce.isEmpty()
                    || !extensions(attributes, 2, attributes.length)) {
                return Optional.empty();
            }
            String type = flag == 'p' ? parts[0].substring(2) : "";
            String header = parts[0] + "," + parts[1] + ",";
            return Optional.of(new First(header, flag, type, authzid.get(), user.get(), nonce.get(), parts[2]));
        }
    }

    /**
     * The last message.
     *
     * @param binding GS2 header and channel binding data
     * @param nonce both nonces
     * @param proof the client's proof
     * @param withoutProof the message up to the proof
     */
    record Final(byte[] binding, String nonce, byte[] proof, String withoutProof) {
        static Optional<Final> parse(byte[] message) {
            String text = text(message).orElse("");
            String[] attributes = text.split(",", -1);
            if (attributes.length < 3) {
                return Optional.empty();
            }
            int last = attributes.length - 1;
            Optional<byte[]> binding = value(attributes[0], 'c').flatMap(ScramMessages::base64);
            Optional<String> nonce = value(attributes[1], 'r').filter(ScramMessages::isNonce);
            Optional<byte[]> proof = value(attributes[last], 'p').flatMap(ScramMessages::base64);
            if (binding.isEmpty() || nonce.isEmpty() || proof.isEmpty() || !extensions(attributes, 2, last)) {
                return Optional.empty();
            }
            String withoutProof = text.substring(0, text.length() - attributes[last].length() - 1);
            return Optional.of(new Final(binding.get(), nonce.get(), proof.get(), withoutProof));
        }
    }

    private static Optional<String> text(byte[] message) {
        return message.length > MAX_MESSAGE
                ? Optional.empty()
                : PasswordText.utf8(message, 0, message.length).filter(text -> text.indexOf('\0') < 0);
    }

    private static Optional<String> value(String attribute, char name) {
        return attribute.length() > 2 && attribute.charAt(0) == name && attribute.charAt(1) == '='
                ? Optional.of(attribute.substring(2))
                : Optional.empty();
    }

    /** Undoes {@code =2C} and {@code =3D}; any other equals sign is an error. */
    private static Optional<String> saslName(String encoded) {
        return encoded.replace("=2C", "").replace("=3D", "").indexOf('=') >= 0
                ? Optional.empty()
                : Optional.of(encoded.replace("=2C", ",").replace("=3D", "="));
    }

    private static boolean isNonce(String text) {
        return text.length() <= MAX_NONCE && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private static Optional<byte[]> base64(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Optional extensions are well-formed and otherwise ignored (RFC 5802 §5.1). */
    private static boolean extensions(String[] attributes, int from, int to) {
        return Arrays.stream(attributes, from, to).allMatch(attribute -> attribute.matches("[A-Za-z]=.+"));
    }
}
