package org.posthaste.smtp.policy;

import java.util.concurrent.CompletionStage;
import org.posthaste.mailstore.Resolution;
import org.posthaste.smtp.protocol.Replies;

/**
 * Mail for other hosts is taken from our users and from trusted networks, and from nobody else: this is no open relay
 * (RFC 5321 §7.8, RFC 6409 §6). Addresses here that lead elsewhere were set up by us and stand open to all.
 */
final class RelayCheck implements PolicyCheck<RecipientSubject> {
    @Override
    public String name() {
        return "relay";
    }

    @Override
    public CompletionStage<Verdict> check(RecipientSubject subject) {
        boolean elsewhere = subject.resolution() instanceof Resolution.NotLocal;
        return elsewhere && !subject.session().maySendOutside()
                ? Verdict.refused(this, Replies.RELAY_DENIED)
                : Verdict.PASSED;
    }
}
