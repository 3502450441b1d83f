package org.posthaste.smtp;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.posthaste.common.net.Connection;
import org.posthaste.common.net.Connection.CloseMode;
import org.posthaste.common.net.InputBuffer;
import org.posthaste.common.net.ProtocolSession;
import org.posthaste.common.net.ProtocolTrace;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.smtp.command.SmtpCommands;
import org.posthaste.smtp.protocol.MessageIds;
import org.posthaste.smtp.protocol.Replies;
import org.posthaste.smtp.protocol.Reply;
import org.posthaste.smtp.protocol.ReplyException;
import org.posthaste.smtp.protocol.SmtpSyntaxException;
import org.posthaste.smtp.receive.StoreFailures;
import org.posthaste.smtp.session.InputReader;
import org.posthaste.smtp.session.ListenerRole;
import org.posthaste.smtp.session.SmtpConfig.Patience;
import org.posthaste.smtp.session.SmtpSession;
import org.posthaste.smtp.session.Step;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One SMTP conversation: gives octets to the reader of the moment and performs the steps that come back, strictly in
 * order, so that pipelining (RFC 2920) needs no further thought. Confined to the session's executor.
 *
 * <p>Fails: the one place where exceptions become replies. Syntax errors are 501 with the octet, refusals carry their
 * reply, storage failures go through {@link StoreFailures}; anything else is a bug: 451 with an incident id that is
 * also in the log, and, where octets of a message may be lost count of, the connection is closed.
 */
final class SmtpDispatcher implements ProtocolSession {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpDispatcher.class);

    /**
     * Replies to commands that no proper client sends. Not 503: a pipeline behind a refused MAIL gets it for each of
     * its commands.
     */
    private static final Set<Integer> BAD_COMMAND = Set.of(500, 501, 502, 504, 555);

    private final SmtpSession session;
    private final Connection connection;
    private final MessageIds ids;
    private final CommandReader commandReader;
    private InputReader reader;
    private boolean waiting;
    private boolean stopping;

    SmtpDispatcher(SmtpSession session, SmtpCommands commands, MessageIds ids) {
        this.session = session;
        this.connection = session.connection();
        this.ids = ids;
        this.commandReader = new CommandReader(session, commands);
        this.reader = commandReader;
    }

    @Override
    public void opened() {
        connection.idleTimeout(session.config().timeouts().idle());
        write(Replies.greeting(session.config().hostname(), session.role() == ListenerRole.LMTP));
    }

    @Override
    public void received(InputBuffer input) {
        while (!connection.inputPaused() && !connection.closed()) {
            if (stopping && reader == commandReader && !commandReader.midLine()) {
                hangUp(Replies.SHUTTING_DOWN);
                return;
            }
            Optional<Step> step = attempt(() -> reader.read(input));
            if (step.isEmpty()) {
                return;
            }
            perform(step.get(), input);
        }
    }

    @Override
    public void tlsStarted() {
        session.forgetEverything();
    }

    @Override
    public void idle() {
        hangUp(Replies.IDLE);
    }

    @Override
    public void shutdown() {
        stopping = true;
        if (reader.interruptible() && !connection.inputPaused()) {
            hangUp(Replies.SHUTTING_DOWN);
        }
    }

    @Override
    public void closed() {
        session.dropTransaction();
        LOG.debug(
                "session ended sid={} accepted={} octets={} refused={} bad={} logins={}",
                session.sid(),
                session.counters().accepted(),
                session.counters().acceptedOctets(),
                session.counters().refused(),
                session.counters().badCommands(),
                session.counters().failedLogins());
    }

    private void perform(Step step, InputBuffer input) {
        if (step instanceof Step.Say say) {
            reader = commandReader;
            say(say.replies());
        } else if (step instanceof Step.Read read) {
            read.first().ifPresent(this::write);
            reader = read.reader();
        } else if (step instanceof Step.Later<?> later) {
            await(later, input);
        } else if (step instanceof Step.Hangup hangup) {
            hangUp(hangup.last());
        } else {
            startTls(input);
        }
    }

    /** Goes on at once if the stage is complete; otherwise reads nothing until it is. No thread waits. */
    private <T> void await(Step.Later<T> later, InputBuffer input) {
        CompletableFuture<T> stage = later.stage().toCompletableFuture();
        if (stage.isDone()) {
            goOn(later, stage, input);
            return;
        }
        pause();
        stage.whenComplete((value, problem) -> connection.execute(() -> {
            waiting = false;
            // What follows a stage never looks at input: a pipeline behind it is read after the pause.
            goOn(later, stage, new InputBuffer());
            resumeUnlessWaiting();
        }));
    }

    private <T> void goOn(Step.Later<T> later, CompletableFuture<T> stage, InputBuffer input) {
        attempt(() -> Optional.of(later.then().apply(result(stage)))).ifPresent(next -> perform(next, input));
    }

    private static <T> T result(CompletableFuture<T> stage) {
        try {
            return stage.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private void pause() {
        waiting = true;
        connection.pauseInput();
    }

    private void resumeUnlessWaiting() {
        if (!waiting) {
            if (stopping && reader.interruptible()) {
                hangUp(Replies.SHUTTING_DOWN);
            }
            connection.resumeInput();
        }
    }

    /** RFC 3207 §4.2: whatever came in clear behind the command may have been injected by somebody else. */
    private void startTls(InputBuffer input) {
        if (!input.isEmpty()) {
            hangUp(Replies.INPUT_BEHIND_STARTTLS);
            return;
        }
        trace(Replies.READY_FOR_TLS);
        connection.startTls(Replies.READY_FOR_TLS.octets());
    }

    private void say(List<Reply> replies) {
        Patience patience = session.config().patience();
        boolean refusal = replies.stream().anyMatch(reply -> !reply.isPositive());
        if (refusal
                && session.counters().refusalsInARow() > patience.refusals()
                && !patience.tarpit().isZero()) {
            pause();
            connection.schedule(patience.tarpit(), () -> {
                waiting = false;
                sayNow(replies);
                resumeUnlessWaiting();
            });
        } else {
            sayNow(replies);
        }
    }

    private void sayNow(List<Reply> replies) {
        for (Reply reply : replies) {
            write(reply);
            if (BAD_COMMAND.contains(reply.code())) {
                session.counters().badCommand();
            }
        }
        Patience patience = session.config().patience();
        if (session.counters().failedLogins() >= patience.failedLogins()) {
            hangUp(Replies.TOO_MANY_LOGINS);
        } else if (session.counters().badCommands() >= patience.badCommands()) {
            hangUp(Replies.TOO_MANY_ERRORS);
        }
    }

    private void hangUp(Reply last) {
        if (!connection.closed()) {
            write(last);
            connection.close(CloseMode.AFTER_FLUSH);
        }
    }

    private void write(Reply reply) {
        trace(reply);
        connection.write(reply.octets());
    }

    private void trace(Reply reply) {
        ProtocolTrace trace = connection.trace();
        if (trace.enabled()) {
            reply.toString().lines().forEach(trace::sent);
        }
    }

    private Optional<Step> attempt(Supplier<Optional<Step>> work) {
        try {
            return work.get();
        } catch (SmtpSyntaxException e) {
            return Optional.of(Step.say(Replies.syntax(e)));
        } catch (ReplyException e) {
            return Optional.of(Step.say(e.reply()));
        } catch (StoreException e) {
            if (e.failure() != StoreFailure.INTERNAL) {
                LOG.warn("the store refuses, sid={} reason={}: {}", session.sid(), e.failure(), e.getMessage());
                return Optional.of(afterFailure(StoreFailures.reply(e.failure(), session.config())));
            }
            return Optional.of(bug(e));
        } catch (RuntimeException e) {
            return Optional.of(bug(e));
        }
    }

    private Step bug(RuntimeException problem) {
        String incident = ids.next();
        LOG.error(
                "incident {} sid={} peer={}",
                incident,
                session.sid(),
                session.peer().getHostAddress(),
                problem);
        return afterFailure(Replies.incident(incident));
    }

    /**
     * A failed command leaves the session usable; behind a failure within message data nobody knows what the next
     * octets are.
     */
    private Step afterFailure(Reply reply) {
        return reader == commandReader ? Step.say(reply) : new Step.Hangup(reply);
    }
}
