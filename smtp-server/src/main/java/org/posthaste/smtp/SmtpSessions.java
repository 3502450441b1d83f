package org.posthaste.smtp;

import java.time.Clock;
import org.posthaste.common.net.Connection;
import org.posthaste.common.net.ListenerConfig;
import org.posthaste.common.net.ProtocolSession;
import org.posthaste.common.net.SessionFactory;
import org.posthaste.common.sasl.Authenticator;
import org.posthaste.mailstore.MailStore;
import org.posthaste.smtp.bounce.SenderReports;
import org.posthaste.smtp.command.SmtpCommands;
import org.posthaste.smtp.policy.PolicyChecks;
import org.posthaste.smtp.protocol.MessageIds;
import org.posthaste.smtp.protocol.Replies;
import org.posthaste.smtp.receive.Acceptance;
import org.posthaste.smtp.receive.SendingLimits;
import org.posthaste.smtp.receive.Trust;
import org.posthaste.smtp.session.SmtpConfig;
import org.posthaste.smtp.session.SmtpSession;
import org.posthaste.smtp.srs.SenderRewriting;

/** Makes SMTP sessions for whatever brings connections. Thread-safe. */
public final class SmtpSessions implements SessionFactory {
    private final SmtpConfig config;
    private final MailStore store;
    private final Clock clock;
    private final MessageIds ids;
    private final SmtpCommands commands;
    private final SendingLimits limits;

    /**
     * Sessions of one server.
     *
     * @param config settings
     * @param store takes the messages; knows the users
     * @param authenticator checks logins on submission
     * @param checks who may send what
     * @param trust finds out who sends, and signs
     * @param clock for Received fields, time-outs and the journal
     */
    public SmtpSessions(
            SmtpConfig config,
            MailStore store,
            Authenticator authenticator,
            PolicyChecks checks,
            Trust trust,
            Clock clock) {
        this.config = config;
        this.store = store;
        this.clock = clock;
        this.ids = new MessageIds(clock);
        this.limits = new SendingLimits(store, config.outside().limits(), clock);
        SenderRewriting rewriting = new SenderRewriting(config.outside().rewritingKey(), clock);
        SenderReports reports = new SenderReports(store, config.hostname(), trust.signer(), clock);
        Acceptance acceptance = new Acceptance(checks, rewriting, limits, reports, trust);
        this.commands = SmtpCommands.all(authenticator, checks, ids, rewriting, acceptance, trust.inbox());
    }

    @Override
    public ProtocolSession open(Connection connection, ListenerConfig listener) {
        return new SmtpDispatcher(new SmtpSession(connection, listener, config, store, clock), commands, ids);
    }

    /** Writes down what users sent; to be called behind the last session. */
    void close() {
        limits.write();
    }

    @Override
    public String refusal(ListenerConfig listener, Refusal reason) {
        return switch (reason) {
            case TOO_MANY_CONNECTIONS -> Replies.SERVER_BUSY.summary();
            case TOO_MANY_FROM_ADDRESS -> Replies.TOO_MANY_CONNECTIONS.summary();
            case SHUTTING_DOWN -> Replies.SHUTTING_DOWN.summary();
        };
    }
}
