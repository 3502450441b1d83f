package org.posthaste.smtp.relay;

import java.time.Duration;
import java.util.Optional;
import org.posthaste.smtp.queue.RemoteReply;
import org.posthaste.smtp.queue.Signal;

/**
 * The client's side of one SMTP or LMTP conversation (RFC 5321 §3, RFC 2033), between its transactions: greeting, EHLO,
 * STARTTLS, RSET, QUIT. Confined to the delivering thread.
 *
 * <p>Replies to a whole session are taken as follows. 4yz in the place of a greeting or to EHLO: another host is tried,
 * and without one the mail waits. 5yz in the place of a greeting: the same, because hosts that are overloaded, or that
 * list our address for an hour, say that too, and another attempt may find another host; but 521 and 556 mean that there
 * is never mail here (RFC 7504 §3). 5yz to both EHLO and HELO: another host is tried, and without one the mail is
 * returned.
 */
final class SmtpClient implements AutoCloseable {
    private static final int NO_MAIL_HERE = 521;
    private static final int NO_MAIL_AT_ALL = 556;

    private final Wire wire;
    private final RelayTimeouts timeouts;
    private final boolean lmtp;
    private final String name;
    private PeerFeatures features = PeerFeatures.NONE;
    private boolean needsReset;
    private boolean broken;
    private int transactions;
    private int recipientLimit;

    /**
     * A conversation that has not begun.
     *
     * @param wire taken over
     * @param lmtp LMTP instead of SMTP
     * @param name what we call ourselves
     * @param recipients the most in one transaction, unless the host says otherwise
     */
    SmtpClient(Wire wire, RelayTimeouts timeouts, boolean lmtp, String name, int recipients) {
        this.wire = wire;
        this.timeouts = timeouts;
        this.lmtp = lmtp;
        this.name = name;
        this.recipientLimit = recipients;
    }

    Wire wire() {
        return wire;
    }

    RelayTimeouts timeouts() {
        return timeouts;
    }

    boolean lmtp() {
        return lmtp;
    }

    PeerFeatures features() {
        return features;
    }

    /** Transactions there were. */
    int transactions() {
        return transactions;
    }

    /** True while another transaction may follow. */
    boolean usable() {
        return !broken && transactions < features.limit("MAILMAX").orElse(Integer.MAX_VALUE);
    }

    /** Nothing more is to be said here. */
    void giveUp() {
        broken = true;
    }

    /** The most recipients in one transaction. */
    int recipientLimit() {
        return recipientLimit;
    }

    /** The host took no more than this. */
    void learnRecipientLimit(int accepted) {
        recipientLimit = Math.max(1, Math.min(recipientLimit, accepted));
    }

    /** Reads the greeting. */
    PeerReply greet() throws SessionFailure, WireException {
        wire.within(timeouts.greeting(), "the greeting");
        PeerReply greeting = wire.reply();
        if (!greeting.ok()) {
            boolean never = greeting.code() == NO_MAIL_HERE || greeting.code() == NO_MAIL_AT_ALL;
            throw refused(greeting, never);
        }
        return greeting;
    }

    /** Introduces this server and learns what the host can do. */
    PeerReply hello() throws SessionFailure, WireException {
        PeerReply reply = command((lmtp ? "LHLO " : "EHLO ") + name, timeouts.hello());
        features = PeerFeatures.of(reply);
        if (!reply.ok()) {
            features = PeerFeatures.NONE;
            // RFC 5321 §3.2: a host that does not know EHLO may know HELO; LMTP has no such thing.
            if (reply.permanentFailure() && !lmtp) {
                reply = command("HELO " + name, timeouts.hello());
            }
            if (!reply.ok()) {
                throw refused(reply, reply.permanentFailure());
            }
        }
        recipientLimit = Math.min(recipientLimit, features.limit("RCPTMAX").orElse(recipientLimit));
        return reply;
    }

    private SessionFailure refused(PeerReply reply, boolean permanent) {
        broken = true;
        RemoteReply remote = reply.remote();
        Signal signal = permanent ? Signal.FINE : Signal.REFUSED_FOR_NOW;
        return new SessionFailure(remote, signal, permanent);
    }

    /** Sends one command and waits for its reply. */
    PeerReply command(String line, Duration limit) throws WireException {
        return command(line, line, limit);
    }

    /** Sends one command of which the log sees {@code shown}. */
    PeerReply command(String line, String shown, Duration limit) throws WireException {
        if (wire.hasMore()) {
            broken = true;
            throw new WireException(WireException.Kind.MALFORMED, "the host sent more replies than it was asked for");
        }
        String verb = shown.split(" ", 2)[0];
        wire.within(limit, verb);
        wire.send(line + "\r\n", shown);
        return wire.reply();
    }

    /** A transaction begins. */
    void transactionBegins() {
        transactions++;
    }

    /** The host may still hold recipients of this transaction. */
    void transactionAbandoned() {
        needsReset = true;
    }

    /** What is to be sent before the next MAIL: RSET if a transaction was left open. */
    boolean takeReset() {
        boolean reset = needsReset;
        needsReset = false;
        return reset;
    }

    /**
     * True if the host has said goodbye since the last transaction, or has closed the connection. What it says goes
     * unread: no reply is due, so none can be of use.
     */
    boolean goneWhileIdle() {
        return broken || wire.tls().isEmpty() && wire.hasUnasked() || wire.hasMore();
    }

    /** Ends the conversation politely, without waiting long for a farewell (RFC 5321 §4.1.1.10). */
    void quit() {
        Optional<Duration> patience = broken ? Optional.empty() : Optional.of(timeouts.quit());
        if (patience.isPresent()) {
            try {
                wire.within(patience.get(), "QUIT");
                wire.send("QUIT\r\n", "QUIT");
                wire.reply();
            } catch (WireException e) {
                broken = true;
            }
        }
        close();
    }

    @Override
    public void close() {
        broken = true;
        wire.close();
    }
}
