package org.posthaste.common.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * LOGIN: user name and password, each asked for. Never standardised (it is described in the expired
 * draft-murchison-sasl-login), but Outlook knows nothing better; some clients compare the prompts, so these are the
 * customary ones. A user name given as initial response is taken.
 */
final class LoginMechanism implements SaslMechanism {
    private static final String NAME = "LOGIN";
    private static final int MAX_MESSAGE = 4096;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean usable(LoginContext context, AuthSettings settings) {
        return SaslMechanism.confidential(context, settings);
    }

    @Override
    public SaslExchange start(LoginContext context, LoginDesk desk) {
        return new Exchange(context, desk);
    }

    private static final class Exchange implements SaslExchange {
        private final LoginContext context;
        private final LoginDesk desk;
        private boolean asked;
        private volatile @Nullable String name;

        Exchange(LoginContext context, LoginDesk desk) {
            this.context = context;
            this.desk = desk;
        }

        @Override
        public boolean clientFirst() {
            return false;
        }

        /** Deviation: by its order this mechanism takes none, but curl and Outlook send the user name so. */
        @Override
        public boolean takesInitialResponse() {
            return true;
        }

        @Override
        public String claimedUser() {
            String known = name;
            return known == null ? "" : PasswordText.shown(known);
        }

        @Override
        public CompletionStage<SaslStep> step(byte[] clientMessage) {
            if (!asked && clientMessage.length == 0) {
                asked = true;
                return prompt("Username:");
            }
            Optional<String> text = clientMessage.length > MAX_MESSAGE
                    ? Optional.empty()
                    : PasswordText.utf8(clientMessage, 0, clientMessage.length);
            String known = name;
            if (text.isEmpty() || text.get().isEmpty()) {
                AuthResult malformed = desk.malformed(LoginAttempt.of(context, NAME, known == null ? "" : known));
                return CompletableFuture.completedFuture(new SaslStep.Done(malformed));
            }
            if (known == null) {
                asked = true;
                name = text.get();
                return prompt("Password:");
            }
            return desk.password(known, text.get(), context, NAME).thenApply(SaslStep.Done::new);
        }

        private static CompletionStage<SaslStep> prompt(String text) {
            return CompletableFuture.completedFuture(new SaslStep.Challenge(text.getBytes(StandardCharsets.US_ASCII)));
        }
    }
}
