package org.posthaste.smtp.policy;

import java.util.concurrent.CompletionStage;
import org.posthaste.smtp.protocol.Replies;
import org.posthaste.smtp.session.ListenerRole;

/** Submission needs TLS (loopback excepted) and a login (RFC 6409 §4.3, RFC 3207 §4, RFC 4954 §6). */
final class LoginCheck implements PolicyCheck<SenderSubject> {
    @Override
    public String name() {
        return "login";
    }

    @Override
    public CompletionStage<Verdict> check(SenderSubject subject) {
        if (subject.session().role() != ListenerRole.SUBMISSION
                || subject.session().login().isPresent()) {
            return Verdict.PASSED;
        }
        return Verdict.refused(this, subject.session().confidential() ? Replies.LOGIN_FIRST : Replies.STARTTLS_FIRST);
    }
}
