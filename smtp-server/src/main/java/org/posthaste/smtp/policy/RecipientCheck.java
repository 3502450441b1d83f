package org.posthaste.smtp.policy;

import java.util.concurrent.CompletionStage;
import org.posthaste.mailstore.Resolution;
import org.posthaste.smtp.protocol.Replies;

/**
 * Unknown users of our domains are refused at RCPT (RFC 5321 §3.3), never by a bounce later, which would hit forged
 * senders.
 */
final class RecipientCheck implements PolicyCheck<RecipientSubject> {
    @Override
    public String name() {
        return "recipient";
    }

    @Override
    public CompletionStage<Verdict> check(RecipientSubject subject) {
        return subject.resolution() instanceof Resolution.UnknownUser
                ? Verdict.refused(this, Replies.MAILBOX_UNKNOWN)
                : Verdict.PASSED;
    }
}
