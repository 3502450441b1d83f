package org.posthaste.smtp.policy;

import java.util.concurrent.CompletionStage;
import org.posthaste.mailstore.Resolution;
import org.posthaste.smtp.protocol.Replies;

/** A message that is to be sent later (RFC 4865) cannot have recipients here: they would get it at once. */
final class HoldCheck implements PolicyCheck<RecipientSubject> {
    @Override
    public String name() {
        return "hold";
    }

    @Override
    public CompletionStage<Verdict> check(RecipientSubject subject) {
        boolean here = subject.resolution() instanceof Resolution.Found found
                && !found.accounts().isEmpty();
        return here && subject.transaction().parameters().wishes().hold().isPresent()
                ? Verdict.refused(this, Replies.HOLD_ONLY_OUTSIDE)
                : Verdict.PASSED;
    }
}
