package org.posthaste.pop3.command;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.posthaste.common.sasl.AuthResult;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.mailstore.journal.JournalEntry.Kind;
import org.posthaste.pop3.protocol.Replies;
import org.posthaste.pop3.session.Maildrop;
import org.posthaste.pop3.session.MaildropLocks.Lease;
import org.posthaste.pop3.session.Pop3Session;
import org.posthaste.pop3.session.Pop3State.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of every login (RFC 1939 §4): locks the maildrop, or says {@code [AUTH]}, {@code [IN-USE]} or {@code [SYS/TEMP]}. A lock that another session is just giving back, as when a
 * client quits and connects again at once, is waited for. Confined to the session's executor.
 */
final class LoginCompletion {
    private static final Logger LOG = LoggerFactory.getLogger(LoginCompletion.class);
    private static final Duration LOCK_POLL = Duration.ofMillis(50);

    private final Pop3Session session;
    private final String claimedUser;

    /** A login by the name the client gave, or empty if only the mechanism knows. */
    LoginCompletion(Pop3Session session, String claimedUser) {
        this.session = session;
        this.claimedUser = claimedUser;
    }

    void complete(AuthResult result) {
        if (result instanceof AuthResult.Accepted accepted) {
            accepted(accepted);
        } else if (result instanceof AuthResult.TryLater later) {
            failed("later");
            session.loginFailed(Replies.tryLater(later.delay()));
        } else {
            failed("rejected");
            session.loginFailed(Replies.LOGIN_FAILED);
        }
    }

    private void failed(String status) {
        journal(Kind.AUTHENTICATION_FAILED, claimedUser, status);
    }

    private void accepted(AuthResult.Accepted accepted) {
        if (!session.connection().bindUser(accepted.user())) {
            session.reply(Replies.TOO_MANY_CONNECTIONS);
            return;
        }
        lock(
                session.environment().store().account(new AccountId(accepted.accountId())),
                accepted.user(),
                Duration.ZERO);
    }

    private void lock(Account account, String user, Duration waited) {
        Optional<Lease> lease = session.environment().locks().acquire(account.id());
        if (lease.isPresent()) {
            open(account, user, lease.get());
        } else if (waited.compareTo(session.environment().times().lockWait()) >= 0) {
            LOG.info("maildrop refused user={} status=in-use", user);
            session.reply(Replies.MAILDROP_IN_USE);
        } else {
            session.hold();
            session.connection().schedule(LOCK_POLL, () -> {
                try {
                    lock(account, user, waited.plus(LOCK_POLL));
                } catch (RuntimeException e) {
                    session.fail(e);
                }
                session.release();
            });
        }
    }

    private void open(Account account, String user, Lease lease) {
        Optional<Maildrop> maildrop = Maildrop.open(account, lease);
        if (maildrop.isEmpty()) {
            LOG.warn("no INBOX, user={}", user);
            session.reply(Replies.NO_MAILDROP);
            return;
        }
        Maildrop opened = maildrop.get();
        session.state(new Transaction(opened));
        session.totals().loggedIn(user);
        session.connection().idleTimeout(session.environment().times().idle());
        journal(Kind.AUTHENTICATED, user, "ok");
        session.reply(Replies.maildrop(opened.messages(), opened.octets()));
    }

    private void journal(Kind kind, String user, String status) {
        session.environment()
                .store()
                .journal()
                .append(new JournalEntry(
                        session.environment().clock().instant(),
                        kind,
                        "",
                        session.connection().id(),
                        Map.of(
                                "protocol",
                                "pop3",
                                "peer",
                                session.connection().peer().getAddress().getHostAddress(),
                                "user",
                                user,
                                "status",
                                status)));
    }
}
