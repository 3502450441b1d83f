package org.posthaste.smtp.relay;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthaste.mailstore.queue.QueuedRecipient;
import org.posthaste.smtp.queue.Courier;
import org.posthaste.smtp.queue.DeliveryTask;
import org.posthaste.smtp.queue.KnownRefusals;
import org.posthaste.smtp.queue.MessageOptions;
import org.posthaste.smtp.queue.RecipientResult;
import org.posthaste.smtp.queue.RemoteReply;
import org.posthaste.smtp.queue.Signal;
import org.posthaste.smtp.queue.Verdict;
import org.posthaste.smtp.relay.HostWalk.Failed;
import org.posthaste.smtp.relay.OutboundTransaction.Decision;
import org.posthaste.smtp.relay.SessionOpener.Opened;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers over SMTP or LMTP and keeps its session for the next message. Confined to one thread at a time, but for {@link
 * #abort}.
 *
 * <p>A session that ends before it has said anything about a message, because the host had closed it in between or wants
 * no more messages on it, is made anew once. A host that fails before it has taken a recipient, or loses the connection
 * before the end of the message, is followed by the next.
 */
final class RemoteCourier implements Courier {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteCourier.class);

    private final Outbound outbound;
    private final RelayRoute route;
    private @Nullable Opened session;
    private MessageOptions.Tls sessionDemand = MessageOptions.Tls.BY_POLICY;
    private volatile @Nullable Wire wire;
    private volatile boolean aborted;

    RemoteCourier(Outbound outbound, RelayRoute route) {
        this.outbound = outbound;
        this.route = route;
    }

    @Override
    public List<RecipientResult> deliver(DeliveryTask task) {
        Attempt attempt = new Attempt(task);
        try {
            attempt.run();
        } catch (RuntimeException e) {
            LOG.error(
                    "msg={} delivery failed in an unforeseen way",
                    task.message().messageId(),
                    e);
            drop();
            attempt.settleRest(
                    SessionFailure.temporary(RemoteReply.ours("4.3.0", "this server made a mistake"), Signal.FINE),
                    Place.NOWHERE);
        }
        return List.copyOf(attempt.results);
    }

    /** One task. */
    private final class Attempt {
        private final DeliveryTask task;
        private final MessageOptions.Tls demand;
        private final Instant begun = outbound.clock().instant();
        private final List<RecipientResult> results = new ArrayList<>();
        private final List<QueuedRecipient> left;
        private @Nullable HostWalk walk;
        private boolean ipv4Only;

        Attempt(DeliveryTask task) {
            this.task = task;
            this.left = new ArrayList<>(task.recipients());
            // Reports go where they can (RFC 8689 §5).
            MessageOptions.Tls wanted =
                    MessageOptions.of(task.message().options()).tls();
            this.demand = task.message().reversePath().isEmpty() && wanted == MessageOptions.Tls.REQUIRED
                    ? MessageOptions.Tls.BY_POLICY
                    : wanted;
        }

        void run() {
            if (!reusable()) {
                leave();
            }
            while (!left.isEmpty() && (session != null || connect())) {
                Opened current = session;
                if (current != null) {
                    boolean failed = transact(current);
                    if (!current.client().usable()) {
                        leave();
                        // A host that takes so many transactions on a connection and no more is asked again.
                        walk = failed ? walk : null;
                    }
                }
            }
        }

        private boolean reusable() {
            Opened current = session;
            return current != null
                    && current.client().usable()
                    && sessionDemand == demand
                    && !current.client().goneWhileIdle();
        }

        /** Opens a session with the next host; false if there is none, and all is settled. */
        private boolean connect() {
            try {
                if (walk == null) {
                    walk = HostWalk.of(outbound, route, demand, this::opened);
                    walk.ipv4Only(ipv4Only);
                }
                Optional<Opened> next = aborted ? Optional.empty() : walk.next();
                if (next.isPresent()) {
                    session = next.get();
                    sessionDemand = demand;
                    return true;
                }
                if (aborted) {
                    settleRest(shuttingDown(), Place.NOWHERE);
                } else {
                    Failed outcome = walk.outcome();
                    settleRest(outcome.failure(), outcome.place());
                }
            } catch (SessionFailure e) {
                settleRest(e, Place.NOWHERE);
            }
            return false;
        }

        private void opened(Wire connection) {
            wire = connection;
            if (aborted) {
                connection.abort();
            }
        }

        /** One transaction; true if the host is of no more use for what is left. */
        private boolean transact(Opened current) {
            SmtpClient client = current.client();
            try {
                EnvelopeCommands commands = EnvelopeCommands.of(
                        task, client.features(), outbound.clock().instant());
                OutboundTransaction transaction = new OutboundTransaction(client, task, commands, left);
                transaction.run();
                boolean again = refusedForIpv6(transaction.decided(), current.place());
                settle(transaction.decided(), current.place(), commands.dsnRelayed());
                if (again) {
                    leave();
                    return false;
                }
                SessionFailure failure = transaction.failure();
                if (failure != null) {
                    missed(failure, current.place());
                    leave();
                }
                client.wire().idle();
                return failure != null;
            } catch (SessionFailure e) {
                missed(e, current.place());
                leave();
            } catch (IOException e) {
                LOG.error("msg={} cannot be read", task.message().messageId(), e);
                settleRest(
                        SessionFailure.temporary(
                                RemoteReply.ours("4.3.0", "the message cannot be read from this server's disk"),
                                Signal.FINE),
                        current.place());
            }
            return true;
        }

        /** The host is of no use. One left over from an earlier message does not count: the walk begins with the first. */
        private void missed(SessionFailure failure, Place place) {
            if (walk != null) {
                walk.failed(new Failed(failure, place));
            }
        }

        /**
         * Some receivers refuse over IPv6 what they take over IPv4. What they have refused is certainly not delivered, so
         * it is tried once over IPv4; if there is none, the connection over IPv6 says the same again.
         */
        private boolean refusedForIpv6(IdentityHashMap<QueuedRecipient, Decision> decided, Place place) {
            if (ipv4Only || place.address().indexOf(':') < 0) {
                return false;
            }
            boolean any = decided.values().removeIf(RemoteCourier::isAboutIpv6);
            if (any) {
                ipv4Only = true;
                walk = null;
            }
            return any;
        }

        private void settle(IdentityHashMap<QueuedRecipient, Decision> decided, Place place, boolean dsnRelayed) {
            Instant now = outbound.clock().instant();
            left.removeIf(recipient -> {
                Decision decision = decided.get(recipient);
                if (decision == null) {
                    return false;
                }
                results.add(new RecipientResult(
                        recipient,
                        decision.verdict(),
                        decision.reply(),
                        place.facts(begun, now, decision.signal(), dsnRelayed)));
                return true;
            });
        }

        private void settleRest(SessionFailure failure, Place place) {
            Instant now = outbound.clock().instant();
            Verdict verdict = failure.permanent() ? Verdict.FAILED : Verdict.DEFERRED;
            for (QueuedRecipient recipient : left) {
                results.add(new RecipientResult(
                        recipient, verdict, failure.reply(), place.facts(begun, now, failure.signal(), false)));
            }
            left.clear();
        }
    }

    private static boolean isAboutIpv6(Decision decision) {
        return decision.verdict() != Verdict.DELIVERED
                && !decision.reply().ours()
                && KnownRefusals.of(decision.reply().toString())
                        .map(KnownRefusals.Known::addressFamily)
                        .orElse(false);
    }

    private static SessionFailure shuttingDown() {
        return SessionFailure.temporary(RemoteReply.ours("4.3.2", "this server is shutting down"), Signal.FINE);
    }

    @Override
    public boolean isOpen() {
        Opened current = session;
        return current != null && current.client().usable();
    }

    /** Ends the session, politely if it still works. */
    private void leave() {
        Opened current = session;
        session = null;
        if (current != null) {
            current.client().quit();
        }
    }

    private void drop() {
        Opened current = session;
        session = null;
        if (current != null) {
            current.client().close();
        }
    }

    @Override
    public void close() {
        leave();
    }

    @Override
    public void abort() {
        aborted = true;
        Wire current = wire;
        if (current != null) {
            current.abort();
        }
    }
}
