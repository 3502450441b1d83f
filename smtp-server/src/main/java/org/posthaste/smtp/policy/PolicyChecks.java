package org.posthaste.smtp.policy;

import java.util.List;

/**
 * All checks of the server, moment by moment.
 *
 * @param onMail judges the sender
 * @param onRecipient judges each recipient
 * @param onMessage judges the whole message
 */
public record PolicyChecks(
        PolicyChain<SenderSubject> onMail,
        PolicyChain<RecipientSubject> onRecipient,
        PolicyChain<MessageSubject> onMessage) {
    /** The checks in the order they run. */
    public static PolicyChecks standard() {
        return new PolicyChecks(
                new PolicyChain<>(List.of(new LoginCheck(), new SenderCheck())),
                new PolicyChain<>(List.of(new RelayCheck(), new RecipientCheck(), new QuotaCheck())),
                new PolicyChain<>(List.of(new LoopCheck(), new FromCheck())));
    }
}
