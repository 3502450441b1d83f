package org.posthaste.smtp.policy;

import java.util.concurrent.CompletionStage;
import org.posthaste.common.address.AddressParser;
import org.posthaste.smtp.protocol.Replies;
import org.posthaste.smtp.session.Recipient;

/** * A message with too many Received fields travels in circles (RFC 5321 §6.3), and so does one that was here before for
 * an address that forwards to other hosts: Delivered-To says it.
 */
final class LoopCheck implements PolicyCheck<MessageSubject> {
    @Override
    public String name() {
        return "loop";
    }

    @Override
    public CompletionStage<Verdict> check(MessageSubject subject) {
        int hops = subject.message().header().all("Received").size();
        boolean loop = hops > subject.session().config().limits().received();
        loop |= subject.transaction().recipients().stream().anyMatch(recipient -> cameBack(subject, recipient));
        return loop ? Verdict.refused(this, Replies.MAIL_LOOP) : Verdict.PASSED;
    }

    private static boolean cameBack(MessageSubject subject, Recipient recipient) {
        return recipient.forwards()
                && subject.message().header().all("Delivered-To").stream()
                        .anyMatch(field -> AddressParser.mailbox(field.body())
                                .filter(recipient.address()::equals)
                                .isPresent());
    }
}
