package org.posthaste.smtp.policy;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.message.HeaderBlock;
import org.posthaste.mailstore.Directory;
import org.posthaste.smtp.protocol.Replies;
import org.posthaste.smtp.session.ListenerRole;
import org.posthaste.smtp.session.Login;
import org.posthaste.smtp.verify.AuthorAddresses;

/**
 * On submission every address in every From field must belong to the user, as readers see only that (RFC 6409 §6.1). A
 * message without From passes: it names nobody.
 */
final class FromCheck implements PolicyCheck<MessageSubject> {
    @Override
    public String name() {
        return "from";
    }

    @Override
    public CompletionStage<Verdict> check(MessageSubject subject) {
        if (subject.session().role() != ListenerRole.SUBMISSION) {
            return Verdict.PASSED;
        }
        Login login = subject.session().login().orElseThrow();
        if (!subject.message().isHeaderComplete()) {
            // A From field could hide behind what the parser kept.
            return Verdict.refused(this, Replies.FROM_UNREADABLE);
        }
        Directory directory = subject.session().store().directory();
        for (HeaderBlock.Field field : subject.message().header().all("From")) {
            List<MailAddress> authors = AuthorAddresses.of(field.body());
            if (authors.isEmpty()) {
                return Verdict.refused(this, Replies.FROM_UNREADABLE);
            }
            for (MailAddress author : authors) {
                if (!directory.maySendAs(login.account(), author)) {
                    return Verdict.refused(this, Replies.FROM_NOT_YOURS);
                }
            }
        }
        return Verdict.PASSED;
    }
}
