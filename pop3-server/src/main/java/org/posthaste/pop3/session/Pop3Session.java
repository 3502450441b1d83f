package org.posthaste.pop3.session;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.posthaste.common.net.Connection;
import org.posthaste.common.net.Connection.CloseMode;
import org.posthaste.common.net.ListenerConfig;
import org.posthaste.common.net.ListenerConfig.TlsMode;
import org.posthaste.common.net.OutputChunk;
import org.posthaste.common.net.ResponseSource;
import org.posthaste.common.sasl.LoginContext;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.pop3.protocol.Pop3Refusal;
import org.posthaste.pop3.protocol.Pop3Reply;
import org.posthaste.pop3.protocol.Replies;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One conversation: its state, and what commands may do with the connection. Input is held back while a command waits for the store or the authenticator, and while too many replies
 * wait for the peer to take them. Confined to the connection's executor.
 */
public final class Pop3Session {
    private static final Logger LOG = LoggerFactory.getLogger(Pop3Session.class);

    /** Replies under way above which no further command is run, and at which running goes on. */
    private static final int REPLIES_HIGH = 64;

    private static final int REPLIES_LOW = 16;

    private final Connection connection;
    private final ListenerConfig listener;
    private final Pop3Environment environment;
    private final SessionTotals totals = new SessionTotals();
    private Pop3State state = new Pop3State.Authorization();
    private boolean inputWaiting;
    private boolean upgrading;
    private boolean hangingUp;
    private int badCommands;
    private int failedLogins;
    private int holds;
    private int repliesUnderWay;
    private boolean heldForOutput;
    private boolean shuttingDown;

    /** A session in AUTHORIZATION state. */
    public Pop3Session(Connection connection, ListenerConfig listener, Pop3Environment environment) {
        this.connection = connection;
        this.listener = listener;
        this.environment = environment;
    }

    public Connection connection() {
        return connection;
    }

    public Pop3Environment environment() {
        return environment;
    }

    public Pop3State state() {
        return state;
    }

    /** Changes the state. */
    public void state(Pop3State next) {
        state = next;
    }

    /** What this session did so far. */
    public SessionTotals totals() {
        return totals;
    }

    /** Where a login would come from now. */
    public LoginContext loginContext() {
        return new LoginContext("pop3", connection.id(), connection.peer().getAddress(), connection.tls());
    }

    /** The SASL mechanisms that may be used now. */
    public List<String> mechanisms() {
        return environment.authenticator().mechanisms(loginContext());
    }

    /** True if a password may be sent as it is: under TLS, or where nobody can listen (RFC 8314 §3). The rule is the authenticator's. */
    public boolean allowsPlainPasswords() {
        return mechanisms().contains("PLAIN");
    }

    /** True while STLS makes sense. */
    public boolean offersTls() {
        return listener.tls() == TlsMode.STARTTLS && connection.tls().isEmpty();
    }

    /** True if octets were received behind the current command. */
    public boolean inputWaiting() {
        return inputWaiting;
    }

    /** Tells whether octets were received behind the command about to run. */
    public void inputWaiting(boolean waiting) {
        inputWaiting = waiting;
    }

    /** Replies and goes on in TLS; {@link #tlsStarted} follows. */
    public void startTls(Pop3Reply goAhead) {
        upgrading = true;
        trace(goAhead);
        connection.startTls(goAhead.octets());
    }

    /** RFC 2595 §4: what the client said in clear is forgotten. */
    public void tlsStarted() {
        upgrading = false;
        state = new Pop3State.Authorization();
    }

    /** True if the next line may be looked at. */
    public boolean takesCommands() {
        return !hangingUp && !upgrading && !connection.inputPaused() && !connection.closed();
    }

    /** Sends a status line. */
    public void reply(Pop3Reply reply) {
        trace(reply);
        send(ResponseSource.of(reply.octets()));
    }

    /** Sends a response whose first line is {@code status}. */
    public void reply(Pop3Reply status, ResponseSource response) {
        trace(status);
        send(response);
    }

    /** Sends a challenge (RFC 5034 §4). */
    public void challenge(byte[] base64) {
        byte[] line = new byte[base64.length + 4];
        line[0] = '+';
        line[1] = ' ';
        System.arraycopy(base64, 0, line, 2, base64.length);
        line[line.length - 2] = '\r';
        line[line.length - 1] = '\n';
        if (connection.trace().enabled()) {
            connection.trace().sent("+ ***");
        }
        send(ResponseSource.of(line));
    }

    private void trace(Pop3Reply reply) {
        if (connection.trace().enabled()) {
            connection.trace().sent(reply.line());
        }
    }

    private void send(ResponseSource response) {
        if (++repliesUnderWay >= REPLIES_HIGH && !heldForOutput) {
            heldForOutput = true;
            hold();
        }
        connection.write(new Counted(response));
    }

    private void sent() {
        if (--repliesUnderWay <= REPLIES_LOW && heldForOutput) {
            heldForOutput = false;
            release();
        }
    }

    /** Holds back input until the stage completes, then goes on with its value, or replies as {@link #fail} does. */
    public <T> void await(CompletionStage<T> stage, Consumer<T> then) {
        hold();
        stage.whenComplete((value, thrown) -> connection.execute(() -> {
            if (connection.closed()) {
                return;
            }
            try {
                if (thrown != null) {
                    fail(thrown);
                } else {
                    then.accept(value);
                }
            } catch (RuntimeException e) {
                fail(e);
            }
            release();
        }));
    }

    /** Holds back input; calls pair with {@link #release}. */
    public void hold() {
        if (holds++ == 0) {
            connection.pauseInput();
        }
    }

    /** Undoes one {@link #hold}. */
    public void release() {
        holds--;
        if (shuttingDown && !waiting()) {
            hangUp(Replies.SHUTTING_DOWN);
        }
        if (holds == 0 && !connection.closed()) {
            connection.resumeInput();
        }
    }

    /** True while a command waits for the store or the authenticator. */
    private boolean waiting() {
        return holds > (heldForOutput ? 1 : 0);
    }

    /** The one place where exceptions become replies. */
    public void fail(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof Pop3Refusal refusal) {
            reply(refusal.reply());
            if (refusal.isBadCommand() && ++badCommands >= environment.times().badCommands()) {
                hangUp(Replies.TOO_MANY_BAD_COMMANDS);
            }
        } else if (cause instanceof StoreException store && store.failure() != StoreFailure.INTERNAL) {
            LOG.warn("store refused, status={}", store.failure(), store);
            reply(StoreFailures.reply(store.failure()));
        } else if (cause instanceof IOException) {
            LOG.error("message cannot be read", cause);
            reply(Replies.UNAVAILABLE);
        } else {
            String incident = Long.toHexString(ThreadLocalRandom.current().nextLong());
            LOG.error("internal error, incident={}", incident, cause);
            reply(Replies.internal(incident));
        }
    }

    /** Replies to a failed login; too many of them end the session. */
    public void loginFailed(Pop3Reply reply) {
        if (++failedLogins >= environment.times().failedLogins()) {
            hangUp(reply);
        } else {
            reply(reply);
        }
    }

    /** Says a last word and closes. */
    public void hangUp(Pop3Reply last) {
        if (!hangingUp) {
            reply(last);
            hangingUp = true;
            connection.close(CloseMode.AFTER_FLUSH);
        }
    }

    /** The server is stopping: says so and closes, or leaves it to the command that is still waited for, whose reply is owed. */
    public void shutDown() {
        shuttingDown = true;
        if (!waiting()) {
            hangUp(Replies.SHUTTING_DOWN);
        }
    }

    /** The connection is gone: without QUIT nothing is removed (RFC 1939 §6). */
    public void ended() {
        if (state instanceof Pop3State.Transaction transaction) {
            transaction.maildrop().release();
        }
        state = new Pop3State.Update();
    }

    /** Tells the session when a response is out. */
    private final class Counted implements ResponseSource {
        private final ResponseSource response;

        Counted(ResponseSource response) {
            this.response = response;
        }

        @Override
        public boolean writeNext(OutputChunk into) throws IOException {
            return response.writeNext(into);
        }

        @Override
        public void finished() {
            response.finished();
            sent();
        }
    }
}
