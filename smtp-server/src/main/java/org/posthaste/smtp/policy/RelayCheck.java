package org.posthaste.smtp.policy;

import java.util.concurrent.CompletionStage;
import org.posthaste.mailstore.Resolution;
import org.posthaste.smtp.protocol.Replies;
import org.posthaste.smtp.session.ListenerRole;

/**
 * Mail for other hosts. From strangers it is never taken: this is no open relay (RFC 5321 §7.8). From our users, and
 * through aliases that lead to other hosts, it is refused because there is no outgoing queue; an alias that leads both
 * here and elsewhere is refused as a whole, since taking it would lose the copies for elsewhere without a word.
 */
final class RelayCheck implements PolicyCheck<RecipientSubject> {
    @Override
    public String name() {
        return "relay";
    }

    @Override
    public CompletionStage<Verdict> check(RecipientSubject subject) {
        if (subject.resolution() instanceof Resolution.NotLocal) {
            boolean submission = subject.session().role() == ListenerRole.SUBMISSION;
            return Verdict.refused(this, submission ? Replies.NO_RELAY_YET : Replies.RELAY_DENIED);
        }
        if (subject.resolution() instanceof Resolution.Found found
                && !found.outside().isEmpty()) {
            return Verdict.refused(this, Replies.FORWARDS_OUTSIDE);
        }
        return Verdict.PASSED;
    }
}
