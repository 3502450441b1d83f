package org.posthaste.smtp.policy;

import java.util.concurrent.CompletionStage;
import org.posthaste.smtp.protocol.Replies;
import org.posthaste.smtp.session.ListenerRole;
import org.posthaste.smtp.session.Login;

/**
 * On submission the reverse-path must belong to the user: the own address or an alias that leads to the user
 * (RFC 6409 §6.1). The null path is everybody's: read receipts and automatic answers use it (RFC 8098 §3,
 * RFC 3834 §3.3).
 */
final class SenderCheck implements PolicyCheck<SenderSubject> {
    @Override
    public String name() {
        return "sender";
    }

    @Override
    public CompletionStage<Verdict> check(SenderSubject subject) {
        if (subject.session().role() != ListenerRole.SUBMISSION
                || subject.sender().isEmpty()) {
            return Verdict.PASSED;
        }
        Login login = subject.session().login().orElseThrow();
        boolean own = subject.session()
                .store()
                .directory()
                .maySendAs(login.account(), subject.sender().get());
        return own ? Verdict.PASSED : Verdict.refused(this, Replies.SENDER_NOT_YOURS);
    }
}
