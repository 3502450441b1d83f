package org.posthaste.pop3.command;

import org.posthaste.pop3.protocol.Pop3Refusal;
import org.posthaste.pop3.protocol.Pop3Request;
import org.posthaste.pop3.protocol.Replies;
import org.posthaste.pop3.session.Pop3Session;
import org.posthaste.pop3.session.Pop3State.Authorization;

/** {@code PASS password} (RFC 1939 §7): logs in and locks the maildrop. All that follows the first space is the password. After a failure USER is needed again. */
final class PassCommand implements Pop3Command.BeforeLogin {
    @Override
    public String keyword() {
        return "PASS";
    }

    @Override
    public void execute(Pop3Session session, Authorization state, Pop3Request request) {
        String user = state.user().orElseThrow(() -> new Pop3Refusal(Replies.USER_FIRST));
        session.state(new Authorization());
        session.await(
                session.environment().authenticator().login(user, request.rest(), session.loginContext()),
                result -> new LoginCompletion(session, user).complete(result));
    }
}
