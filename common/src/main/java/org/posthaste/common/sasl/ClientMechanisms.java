package org.posthaste.common.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The mechanisms this server logs in to others with, best first: SCRAM (RFC 5802, RFC 7677), PLAIN (RFC 4616), LOGIN. */
public final class ClientMechanisms {
    private ClientMechanisms() {}

    /**
     * The best exchange that the server offers.
     *
     * @param offered names of mechanisms in upper case
     * @param nonces gives random printable text without comma, never the same twice
     */
    public static Optional<ClientExchange> best(
            Set<String> offered, String user, String password, Supplier<String> nonces) {
        for (ScramHash hash : new ScramHash[] {ScramHash.SHA_256, ScramHash.SHA_1}) {
            if (offered.contains(hash.mechanism())) {
                return Optional.of(new ScramClient(hash, user, password, nonces.get()));
            }
        }
        if (offered.contains("PLAIN")) {
            return Optional.of(new Plain(user, password));
        }
        return offered.contains("LOGIN") ? Optional.of(new Login(user, password)) : Optional.empty();
    }

    private static final class Plain implements ClientExchange {
        private final byte[] message;
        private boolean sent;

        Plain(String user, String password) {
            message = ("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String mechanism() {
            return "PLAIN";
        }

        @Override
        public boolean clientFirst() {
            return true;
        }

        @Override
        public byte[] answer(byte[] challenge) throws ClientLoginException {
            if (sent) {
                throw new ClientLoginException("the server asks for more than PLAIN has");
            }
            sent = true;
            return message;
        }

        @Override
        public void succeeded() {
            // The server proves nothing.
        }
    }

    /** LOGIN, which no standard describes: the server asks for the name, then for the password. */
    private static final class Login implements ClientExchange {
        private final String user;
        private final String password;
        private int step;

        Login(String user, String password) {
            this.user = user;
            this.password = password;
        }

        @Override
        public String mechanism() {
            return "LOGIN";
        }

        @Override
        public boolean clientFirst() {
            return false;
        }

        @Override
        public byte[] answer(byte[] challenge) throws ClientLoginException {
            String asked = new String(challenge, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
            step++;
            if (step > 2 || step == 1 && asked.startsWith("password")) {
                throw new ClientLoginException("the server asks for more than LOGIN has");
            }
            return (step == 1 ? user : password).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public void succeeded() {
            // The server proves nothing.
        }
    }
}
