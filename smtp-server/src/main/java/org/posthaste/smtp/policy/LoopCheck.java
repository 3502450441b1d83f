package org.posthaste.smtp.policy;

import java.util.concurrent.CompletionStage;
import org.posthaste.smtp.protocol.Replies;

/** A message with too many Received fields travels in circles (RFC 5321 §6.3). */
final class LoopCheck implements PolicyCheck<MessageSubject> {
    @Override
    public String name() {
        return "loop";
    }

    @Override
    public CompletionStage<Verdict> check(MessageSubject subject) {
        int hops = subject.message().header().all("Received").size();
        boolean loop = hops > subject.session().config().limits().received();
        return loop ? Verdict.refused(this, Replies.MAIL_LOOP) : Verdict.PASSED;
    }
}
