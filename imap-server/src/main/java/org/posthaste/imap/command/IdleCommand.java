package org.posthaste.imap.command;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.StatusResponse;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.change.ChangeBus;

/**
 * IDLE, RFC 2177 §3. No thread waits: a change of the mailbox schedules one look at it, however many changes come before that look. Now and then the client is told that the server is
 * still here, which keeps middle boxes from forgetting the connection. Commands behind DONE may come in the same packet.
 */
public final class IdleCommand implements ImapCommand.Authenticated {
    @Override
    public String name() {
        return "IDLE";
    }

    @Override
    public Outcome execute(CommandContext context, Account account, ImapParser arguments) {
        arguments.end();
        Idling idling = new Idling(context.session());
        idling.begin();
        return new Outcome.Park(idling);
    }

    /** One IDLE. Confined to the session's executor, but for {@link #changed}. */
    private static final class Idling implements Outcome.LineTaker {
        private final ImapSession session;
        private final AtomicBoolean noticed = new AtomicBoolean();
        private Optional<ChangeBus.Subscription> subscription = Optional.empty();
        private boolean over;

        Idling(ImapSession session) {
            this.session = session;
        }

        void begin() {
            session.out().text("+ idling").crlf();
            // Subscribed first and looked at second, so that nothing falls between.
            subscription = session.selected().map(selected -> session.services()
                    .store()
                    .changes()
                    .subscribe(selected.mailbox().id(), this::changed));
            session.writeUpdates(true);
            scheduleKeepalive();
        }

        /** On the store's committer. */
        private void changed() {
            if (noticed.compareAndSet(false, true)) {
                session.connection().execute(this::tell);
            }
        }

        private void tell() {
            noticed.set(false);
            if (!over) {
                session.news();
            }
        }

        private void scheduleKeepalive() {
            session.connection().schedule(session.config().idleKeepalive(), () -> {
                if (!over) {
                    StatusResponse.ok("Still here").write("*", session.out());
                    session.flush();
                    scheduleKeepalive();
                }
            });
        }

        @Override
        public Outcome line(byte[] octets) {
            abandoned();
            boolean done =
                    new String(octets, StandardCharsets.ISO_8859_1).strip().equalsIgnoreCase("DONE");
            return Outcome.done(done ? StatusResponse.ok("IDLE completed") : StatusResponse.bad("expected DONE"));
        }

        @Override
        public void abandoned() {
            over = true;
            subscription.ifPresent(ChangeBus.Subscription::close);
        }
    }
}
