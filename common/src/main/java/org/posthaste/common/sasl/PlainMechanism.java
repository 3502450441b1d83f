package org.posthaste.common.sasl;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * PLAIN (RFC 4616): {@code [authzid] NUL authcid NUL passwd} in one message. An authorization identity other than the
 * user's own is refused.
 */
final class PlainMechanism implements SaslMechanism {
    private static final String NAME = "PLAIN";
    private static final int MAX_MESSAGE = 8192;

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
        private volatile String claimed = "";

        Exchange(LoginContext context, LoginDesk desk) {
            this.context = context;
            this.desk = desk;
        }

        @Override
        public boolean clientFirst() {
            return true;
        }

        @Override
        public String claimedUser() {
            return claimed;
        }

        @Override
        public CompletionStage<SaslStep> step(byte[] clientMessage) {
            Optional<String> message = clientMessage.length > MAX_MESSAGE
                    ? Optional.empty()
                    : PasswordText.utf8(clientMessage, 0, clientMessage.length);
            String[] parts = message.orElse("").split("\0", -1);
            if (parts.length != 3) {
                return CompletableFuture.completedFuture(
                        new SaslStep.Done(desk.malformed(LoginAttempt.of(context, NAME, ""))));
            }
            String name = parts[1];
            claimed = PasswordText.shown(name);
            boolean foreign =
                    !parts[0].isEmpty() && !PasswordText.name(parts[0]).equals(PasswordText.name(name));
            if (foreign) {
                return CompletableFuture.completedFuture(
                        new SaslStep.Done(desk.malformed(LoginAttempt.of(context, NAME, name))));
            }
            return desk.password(name, parts[2], context, NAME).thenApply(SaslStep.Done::new);
        }
    }
}
