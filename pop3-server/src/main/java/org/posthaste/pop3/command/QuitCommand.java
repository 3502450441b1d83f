package org.posthaste.pop3.command;

import org.posthaste.mailstore.Mailbox.ExpungeResult;
import org.posthaste.mailstore.StoreException;
import org.posthaste.pop3.protocol.Pop3Request;
import org.posthaste.pop3.protocol.Replies;
import org.posthaste.pop3.session.Maildrop;
import org.posthaste.pop3.session.Pop3Session;
import org.posthaste.pop3.session.Pop3State.Transaction;
import org.posthaste.pop3.session.Pop3State.Update;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code QUIT} (RFC 1939 §4, §6): removes what is marked. {@code +OK} is said only after the removal is durable; if it fails nothing is removed and the client is told. The lock is given back after the
 * removal and before the reply, so that a client that connects again at once gets it.
 */
final class QuitCommand implements Pop3Command.Always {
    private static final Logger LOG = LoggerFactory.getLogger(QuitCommand.class);

    @Override
    public String keyword() {
        return "QUIT";
    }

    @Override
    public void execute(Pop3Session session, Pop3Request request) {
        request.expectNoParameters();
        if (session.state() instanceof Transaction transaction) {
            update(session, transaction.maildrop());
        } else {
            session.hangUp(Replies.BYE);
        }
    }

    private static void update(Pop3Session session, Maildrop maildrop) {
        int marked = maildrop.deletedCount();
        if (marked == 0) {
            session.state(new Update());
            maildrop.release();
            session.hangUp(Replies.BYE);
            return;
        }
        // From here on the removal holds the lock, whether or not the client stays to hear the reply.
        session.state(new Update());
        session.await(
                maildrop.removeDeleted().handle((ExpungeResult result, Throwable thrown) -> {
                    maildrop.release();
                    if (thrown != null) {
                        LOG.error(
                                "messages not removed, sid={} user={} status={}",
                                session.connection().id(),
                                maildrop.user(),
                                StoreException.of(thrown).failure(),
                                thrown);
                    }
                    return thrown == null;
                }),
                removed -> {
                    if (removed) {
                        session.totals().removed(marked);
                    }
                    session.hangUp(removed ? Replies.BYE : Replies.SOME_NOT_REMOVED);
                });
    }
}
