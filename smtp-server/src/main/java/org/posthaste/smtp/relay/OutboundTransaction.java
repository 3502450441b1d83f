package org.posthaste.smtp.relay;

import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.posthaste.mailstore.queue.QueuedRecipient;
import org.posthaste.smtp.queue.DeliveryTask;
import org.posthaste.smtp.queue.RemoteReply;
import org.posthaste.smtp.queue.Signal;
import org.posthaste.smtp.queue.Verdict;
import org.posthaste.smtp.relay.WireException.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One mail transaction (RFC 5321 §3.3): MAIL, RCPT and DATA together if the host takes commands in advance (RFC 2920),
 * one by one otherwise. Confined to the delivering thread.
 *
 * <p>What a reply means: 2yz to the end of the message, and nothing else, delivers it. 5yz to a command fails the
 * recipients it speaks of, 4yz and everything unheard of puts them off; the code decides, not the enhanced status (RFC
 * 5321 §4.2.1). A 421, or a connection that breaks, before the end of the message leaves open what has no reply yet, and
 * another host may be tried. After the end of the message nothing is guessed: without a reply the recipients are put
 * off, and may get the message twice (RFC 5321 §4.5.3.2.6).
 */
final class OutboundTransaction {
    private static final Logger LOG = LoggerFactory.getLogger(OutboundTransaction.class);
    private static final String DATA = "DATA\r\n";
    private static final int GO_ON = 354;
    private static final long PATIENCE_SECONDS = 120;

    private final SmtpClient client;
    private final Wire wire;
    private final DeliveryTask task;
    private final EnvelopeCommands commands;
    private final List<QueuedRecipient> recipients;
    private final IdentityHashMap<QueuedRecipient, Decision> decided = new IdentityHashMap<>();
    private final List<QueuedRecipient> accepted = new ArrayList<>();
    private boolean ended;
    private boolean tooMany;
    private @Nullable SessionFailure failure;

    /** What a recipient gets to know. */
    record Decision(Verdict verdict, RemoteReply reply, Signal signal) {
        static Decision of(PeerReply reply) {
            Verdict verdict =
                    reply.ok() ? Verdict.DELIVERED : reply.permanentFailure() ? Verdict.FAILED : Verdict.DEFERRED;
            return new Decision(verdict, reply.remote(), reply.closing() ? Signal.REFUSED_FOR_NOW : Signal.FINE);
        }
    }

    /** A transaction for as many of the recipients as the host takes at once. */
    OutboundTransaction(
            SmtpClient client, DeliveryTask task, EnvelopeCommands commands, List<QueuedRecipient> recipients) {
        this.client = client;
        this.wire = client.wire();
        this.task = task;
        this.commands = commands;
        this.recipients = recipients.subList(0, Math.min(recipients.size(), client.recipientLimit()));
    }

    /** Recipients whose fate is known; the others are still to be tried. */
    IdentityHashMap<QueuedRecipient, Decision> decided() {
        return decided;
    }

    /** Why those that are not decided cannot be tried any further over this connection; null if they can. */
    @Nullable
    SessionFailure failure() {
        return failure;
    }

    /** Runs it; never throws. */
    void run() {
        client.transactionBegins();
        try {
            if (client.features().pipelining()) {
                together();
            } else {
                oneByOne();
            }
        } catch (WireException e) {
            lost(e);
        } catch (Closing e) {
            client.giveUp();
            failure = SessionFailure.temporary(e.reply.remote(), Signal.REFUSED_FOR_NOW);
            if (ended) {
                unanswered("the host closed the connection with " + e.reply, Signal.REFUSED_FOR_NOW);
            }
        }
    }

    /** The host closes the connection. */
    private static final class Closing extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient PeerReply reply;

        Closing(PeerReply reply) {
            super(reply.toString());
            this.reply = reply;
        }
    }

    /** The connection is of no more use. */
    private void lost(WireException e) {
        client.giveUp();
        if (ended) {
            unanswered(e.sentence(), e.kind() == Kind.TIMED_OUT ? Signal.TIMED_OUT : Signal.REFUSED_FOR_NOW);
        }
        failure = SessionFailure.of(e);
    }

    /** The host has the message, and did not say of everybody what it did with it. */
    private void unanswered(String why, Signal signal) {
        RemoteReply reply =
                RemoteReply.ours("4.4.2", why + ", after the end of the message; it may be delivered twice");
        accepted.forEach(recipient -> decided.putIfAbsent(recipient, new Decision(Verdict.DEFERRED, reply, signal)));
    }

    private void together() throws WireException, Closing {
        boolean reset = client.takeReset();
        StringBuilder group =
                new StringBuilder(200).append(reset ? "RSET\r\n" : "").append(commands.mail());
        recipients.forEach(recipient -> group.append(commands.rcpt(recipient)));
        wire.within(client.timeouts().mail(), "MAIL");
        wire.send(group.append(DATA).toString(), group.toString().strip());
        if (reset) {
            reply();
        }
        PeerReply mail = reply();
        for (QueuedRecipient recipient : recipients) {
            wire.within(client.timeouts().rcpt(), "RCPT");
            take(recipient, reply());
        }
        wire.within(client.timeouts().data(), "DATA");
        PeerReply data = reply();
        if (!mail.ok()) {
            refused(mail);
            if (data.intermediate()) {
                // It would take an empty message for recipients it has accepted without a sender (RFC 2920 §3.1).
                client.giveUp();
            }
        } else if (accepted.isEmpty()) {
            withoutRecipients(data);
        } else {
            text(data);
        }
    }

    private void oneByOne() throws WireException, Closing {
        if (client.takeReset()) {
            command("RSET\r\n", "RSET");
        }
        wire.within(client.timeouts().mail(), "MAIL");
        PeerReply mail = command(commands.mail(), "MAIL");
        if (!mail.ok()) {
            refused(mail);
            return;
        }
        for (QueuedRecipient recipient : recipients) {
            wire.within(client.timeouts().rcpt(), "RCPT");
            take(recipient, command(commands.rcpt(recipient), "RCPT"));
            if (tooMany) {
                break;
            }
        }
        if (accepted.isEmpty()) {
            client.transactionAbandoned();
            return;
        }
        wire.within(client.timeouts().data(), "DATA");
        text(command(DATA, "DATA"));
    }

    private PeerReply command(String line, String verb) throws WireException, Closing {
        if (wire.hasMore()) {
            throw new WireException(Kind.MALFORMED, "the host replied to " + verb + " before it was sent");
        }
        wire.send(line, line.strip());
        return reply();
    }

    private PeerReply reply() throws WireException, Closing {
        PeerReply reply = wire.reply();
        if (reply.closing()) {
            throw new Closing(reply);
        }
        return reply;
    }

    /** MAIL was refused: 5yz is about the message or its sender, and final; with 4yz another host is tried. */
    private void refused(PeerReply mail) {
        accepted.clear();
        client.transactionAbandoned();
        if (mail.permanentFailure()) {
            recipients.forEach(recipient -> decided.put(recipient, Decision.of(mail)));
        } else {
            decided.clear();
            failure = SessionFailure.temporary(mail.remote(), Signal.FINE);
        }
    }

    private void take(QueuedRecipient recipient, PeerReply reply) {
        if (reply.ok()) {
            accepted.add(recipient);
        } else if (reply.tooManyRecipients() && !accepted.isEmpty()) {
            // It gets a transaction of its own (RFC 5321 §4.5.3.1.10).
            tooMany = true;
            client.learnRecipientLimit(accepted.size());
        } else {
            decided.put(recipient, Decision.of(reply));
        }
    }

    /** All recipients were refused. If DATA was not, a single dot ends the matter (RFC 2920 §3.1). */
    private void withoutRecipients(PeerReply data) throws WireException, Closing {
        if (data.intermediate()) {
            wire.within(client.timeouts().finalDot(), "the end of an empty message");
            command(".\r\n", "the end of an empty message");
        } else {
            client.transactionAbandoned();
        }
    }

    private void text(PeerReply data) throws WireException, Closing {
        if (data.code() != GO_ON) {
            client.transactionAbandoned();
            if (data.ok() || data.intermediate()) {
                client.giveUp();
            }
            Decision decision = Decision.of(data);
            accepted.forEach(recipient -> decided.put(
                    recipient,
                    decision.verdict() == Verdict.DELIVERED
                            ? new Decision(Verdict.DEFERRED, unexpected(data), Signal.FINE)
                            : decision));
            return;
        }
        if (wire.hasMore()) {
            throw new WireException(Kind.MALFORMED, "the host replied to the message before it was sent");
        }
        if (!send()) {
            return;
        }
        wire.within(client.timeouts().finalDot(), "the end of the message");
        for (QueuedRecipient recipient : client.lmtp() ? List.copyOf(accepted) : accepted.subList(0, 1)) {
            PeerReply end = wire.reply();
            // Anything but 2yz, even a stray 354, puts off.
            Decision decision = Decision.of(end);
            (client.lmtp() ? List.of(recipient) : accepted).forEach(each -> decided.put(each, decision));
            if (end.closing()) {
                throw new Closing(end);
            }
        }
    }

    private static RemoteReply unexpected(PeerReply data) {
        return RemoteReply.ours("4.5.0", "the host replied to DATA with " + data);
    }

    /** Sends the message up to and with the final dot; false if it did not come to that. */
    private boolean send() throws WireException, Closing {
        MessageBody body = new MessageBody(task.octets());
        try {
            while (body.next()) {
                wire.within(client.timeouts().chunk(), "the message");
                body.send(wire);
            }
        } catch (WireException e) {
            throw early(e);
        } catch (IOException e) {
            LOG.error("msg={} cannot be read", task.message().messageId(), e);
            return broken("4.3.0", "the message cannot be read from this server's disk");
        }
        if (!settledBefore()) {
            return broken("4.3.0", "this server could not write down what became of the message before");
        }
        wire.within(client.timeouts().chunk(), "the message");
        // From here on the host may have the whole message, whatever a write says.
        ended = true;
        body.send(wire);
        return true;
    }

    /** The message must not be ended: only breaking the connection keeps half of it from being taken for the whole. */
    private boolean broken(String status, String reason) {
        client.close();
        Decision decision = new Decision(Verdict.DEFERRED, RemoteReply.ours(status, reason), Signal.FINE);
        accepted.forEach(recipient -> decided.put(recipient, decision));
        return false;
    }

    /** A host that has enough says so and closes before the message is over; its reply may still be there to be read. */
    private WireException early(WireException e) throws Closing {
        if (e.kind() != Kind.LOST) {
            return e;
        }
        try {
            PeerReply reply = wire.reply();
            if (reply.closing()) {
                throw new Closing(reply);
            }
            if (!reply.ok() && !reply.intermediate()) {
                accepted.forEach(recipient -> decided.put(recipient, Decision.of(reply)));
            }
        } catch (WireException none) {
            LOG.debug("msg={} no reply: {}", task.message().messageId(), none.sentence());
        }
        return e;
    }

    private boolean settledBefore() {
        try {
            task.before().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            LOG.error(
                    "msg={} is not sent, as what came before it is not settled",
                    task.message().messageId(),
                    e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
