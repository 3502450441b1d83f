package org.posthaste.imap.command;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.posthaste.common.sasl.AuthResult;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.imap.protocol.StatusResponse;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.imap.session.ImapState;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.journal.JournalEntry;

/** What LOGIN and AUTHENTICATE share: how a login ends. */
public final class Login {
    private Login() {}

    /** Refuses passwords where they could be overheard. */
    static void requirePrivacy(ImapSession session) {
        if (!session.privacy()) {
            throw ImapRefusal.no(ResponseCode.PRIVACYREQUIRED, "Use STARTTLS first");
        }
    }

    /** Answers a login; wrong user and wrong password look alike. */
    static Outcome completed(CommandContext context, AuthResult result, String claimed) {
        ImapSession session = context.session();
        if (result instanceof AuthResult.Accepted accepted) {
            return accepted(session, accepted);
        }
        record(session, JournalEntry.Kind.AUTHENTICATION_FAILED, claimed);
        StatusResponse status = result instanceof AuthResult.TryLater
                ? StatusResponse.no(ResponseCode.UNAVAILABLE, "Login is not possible now, try again later")
                : StatusResponse.no(ResponseCode.AUTHENTICATIONFAILED, "Authentication failed");
        if (session.loginFailed()) {
            StatusResponse.bye("Too many failed logins").write("*", context.out());
            return new Outcome.Hangup(status);
        }
        return Outcome.done(status);
    }

    private static Outcome accepted(ImapSession session, AuthResult.Accepted accepted) {
        if (!session.connection().bindUser(accepted.user())) {
            return Outcome.done(StatusResponse.no(ResponseCode.LIMIT, "Too many connections of this user"));
        }
        Account account = session.services().store().account(new AccountId(accepted.accountId()));
        session.state(new ImapState.Authenticated(account));
        session.connection().idleTimeout(session.config().idleTimeout());
        record(session, JournalEntry.Kind.AUTHENTICATED, accepted.user());
        ResponseCode capabilities = ResponseCode.of("CAPABILITY", session.capabilities());
        return Outcome.done(StatusResponse.ok(capabilities, "Logged in"));
    }

    private static void record(ImapSession session, JournalEntry.Kind kind, String user) {
        Map<String, String> details = Map.of(
                "protocol",
                "imap",
                "peer",
                session.connection().peer().getAddress().getHostAddress(),
                "user",
                user.length() > 320 ? user.substring(0, 320) : user);
        Instant now = session.services().clock().instant();
        session.services()
                .store()
                .journal()
                .append(new JournalEntry(now, kind, "", session.connection().id(), details));
    }

    /** Mechanisms that may be used now: none that show the password unless nobody can listen. */
    public static List<String> mechanisms(ImapSession session) {
        boolean privacy = session.privacy();
        return session.services().authenticator().mechanisms(session.loginContext()).stream()
                .filter(name -> privacy || !name.equals("PLAIN") && !name.equals("LOGIN"))
                .toList();
    }
}
