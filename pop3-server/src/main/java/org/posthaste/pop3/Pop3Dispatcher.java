package org.posthaste.pop3;

import org.posthaste.common.net.Connection;
import org.posthaste.common.net.Connection.CloseMode;
import org.posthaste.common.net.InputBuffer;
import org.posthaste.common.net.ListenerConfig;
import org.posthaste.common.net.ProtocolSession;
import org.posthaste.pop3.command.Pop3Command;
import org.posthaste.pop3.command.Pop3Commands;
import org.posthaste.pop3.protocol.Pop3Decoder;
import org.posthaste.pop3.protocol.Pop3Input;
import org.posthaste.pop3.protocol.Pop3Refusal;
import org.posthaste.pop3.protocol.Pop3Request;
import org.posthaste.pop3.protocol.Replies;
import org.posthaste.pop3.session.Pop3Environment;
import org.posthaste.pop3.session.Pop3Session;
import org.posthaste.pop3.session.Pop3State;
import org.posthaste.pop3.session.Pop3State.Authenticating;
import org.posthaste.pop3.session.Pop3State.Authorization;
import org.posthaste.pop3.session.Pop3State.Transaction;
import org.posthaste.pop3.session.SessionTotals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the commands of one connection in order (RFC 1939 §3, RFC 2449 §6.6 PIPELINING). Confined to the connection's executor. */
final class Pop3Dispatcher implements ProtocolSession {
    private static final Logger LOG = LoggerFactory.getLogger(Pop3Dispatcher.class);

    private final Connection connection;
    private final Pop3Decoder decoder = new Pop3Decoder();
    private final Pop3Session session;

    Pop3Dispatcher(Connection connection, ListenerConfig listener, Pop3Environment environment) {
        this.connection = connection;
        this.session = new Pop3Session(connection, listener, environment);
    }

    @Override
    public void opened() {
        connection.idleTimeout(session.environment().times().loginIdle());
        session.reply(Replies.greeting(session.environment().hostName()));
    }

    @Override
    public void received(InputBuffer input) {
        while (session.takesCommands()) {
            Pop3State state = session.state();
            int limit = state instanceof Authenticating ? Pop3Decoder.SASL_LIMIT : Pop3Decoder.COMMAND_LIMIT;
            Pop3Input next = decoder.next(input, limit);
            if (next instanceof Pop3Input.Incomplete) {
                return;
            }
            session.inputWaiting(!input.isEmpty());
            try {
                run(state, next);
            } catch (RuntimeException e) {
                session.fail(e);
            }
        }
    }

    private void run(Pop3State state, Pop3Input input) {
        if (input instanceof Pop3Input.Bad bad) {
            if (state instanceof Authenticating) {
                session.state(new Authorization());
            }
            throw Pop3Refusal.badCommand(bad.reply());
        }
        if (input instanceof Pop3Input.Line line) {
            if (state instanceof Authenticating authenticating) {
                trace("***");
                authenticating.dialogue().response(line.text());
            } else {
                command(state, line.request());
            }
        }
    }

    private void command(Pop3State state, Pop3Request request) {
        trace(request);
        Pop3Command command =
                Pop3Commands.find(request.keyword()).orElseThrow(() -> Pop3Refusal.badCommand(Replies.UNKNOWN_COMMAND));
        LOG.debug("command {}", command.keyword());
        if (command instanceof Pop3Command.Always always) {
            always.execute(session, request);
        } else if (command instanceof Pop3Command.BeforeLogin before) {
            if (!(state instanceof Authorization authorization)) {
                throw new Pop3Refusal(Replies.ALREADY_LOGGED_IN);
            }
            before.execute(session, authorization, request);
        } else if (command instanceof Pop3Command.AfterLogin after) {
            if (!(state instanceof Transaction transaction)) {
                throw new Pop3Refusal(Replies.LOG_IN_FIRST);
            }
            after.execute(session, transaction.maildrop(), request);
        }
    }

    private void trace(Pop3Request request) {
        if (connection.trace().enabled()) {
            boolean secret =
                    request.keyword().equals("PASS") || request.keyword().equals("AUTH");
            trace(request.keyword() + (request.rest().isEmpty() ? "" : " " + (secret ? "***" : request.rest())));
        }
    }

    private void trace(String line) {
        if (connection.trace().enabled()) {
            connection.trace().received(line);
        }
    }

    @Override
    public void tlsStarted() {
        session.tlsStarted();
    }

    /** RFC 1939 §3: the connection ends without a word, and without removing anything. */
    @Override
    public void idle() {
        connection.close(CloseMode.NOW);
    }

    @Override
    public void shutdown() {
        session.shutDown();
    }

    @Override
    public void closed() {
        session.ended();
        SessionTotals totals = session.totals();
        if (!totals.user().isEmpty()) {
            LOG.info(
                    "maildrop closed user={} retrieved={} size={} removed={}",
                    totals.user(),
                    totals.retrieved(),
                    totals.octets(),
                    totals.removed());
        }
    }
}
