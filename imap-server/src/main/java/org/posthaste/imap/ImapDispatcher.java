package org.posthaste.imap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.posthaste.common.net.Connection;
import org.posthaste.common.net.InputBuffer;
import org.posthaste.common.net.OutputChunk;
import org.posthaste.common.net.ProtocolSession;
import org.posthaste.common.net.ResponseSource;
import org.posthaste.imap.command.CommandContext;
import org.posthaste.imap.command.ImapCommand;
import org.posthaste.imap.command.ImapCommand.Updates;
import org.posthaste.imap.command.ImapRefusal;
import org.posthaste.imap.command.Outcome;
import org.posthaste.imap.command.StoreFailures;
import org.posthaste.imap.command.StreamedCommand;
import org.posthaste.imap.protocol.CommandFramer;
import org.posthaste.imap.protocol.FrameLimits;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapSyntaxException;
import org.posthaste.imap.protocol.Octets;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.imap.protocol.StatusResponse;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.imap.session.ImapState;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads one conversation: cuts input into commands, finds and runs them, and answers. The only place that catches what commands throw. While a command's work goes on elsewhere, or its
 * output is being taken, input waits; so commands run one after another, and their answers come in order (RFC 3501 §5.5).
 *
 * <p>Fails: what the client does wrong is answered with BAD, too many of those in a row with BYE; what the store refuses with NO; anything else is a bug, answered with
 * {@code NO [SERVERBUG]} and an incident id that is in the log too. Confined to the session's executor.
 */
final class ImapDispatcher implements ProtocolSession {
    private static final Logger LOG = LoggerFactory.getLogger(ImapDispatcher.class);

    private final Connection connection;
    private final ImapSession session;
    private final CommandTable commands;
    private final CommandFramer framer = new CommandFramer(FrameLimits.BEFORE_LOGIN);
    private @Nullable ParkedCommand parked;
    private @Nullable StreamedArguments streamed;
    private @Nullable RefusedCommand refused;
    private boolean busy;
    private boolean stopping;
    private int badCommands;

    ImapDispatcher(Connection connection, ImapSession session, CommandTable commands) {
        this.connection = connection;
        this.session = session;
        this.commands = commands;
    }

    /** A command that takes the next line. */
    private record ParkedCommand(CommandContext context, ImapCommand command, Outcome.LineTaker taker) {}

    /** A command whose literals are handed on, and where its arguments begin. */
    private record StreamedArguments(
            CommandContext context, ImapCommand command, StreamedCommand.Receiver receiver, int from) {}

    /** A refused command whose end is awaited. */
    private record RefusedCommand(String tag, StatusResponse status) {}

    /** The beginning of a command. */
    private record Head(CommandContext context, ImapCommand command) {}

    // ---- events

    @Override
    public void opened() {
        connection.idleTimeout(session.config().loginTimeout());
        session.remark(
                ResponseCode.of("CAPABILITY", session.capabilities()),
                session.config().hostname() + " Posthaste ready");
        session.flush();
    }

    @Override
    public void received(InputBuffer input) {
        boolean more = true;
        while (more && !connection.inputPaused() && !connection.closed()) {
            more = parked == null ? command(input) : line(input);
        }
        session.flush();
    }

    @Override
    public void idle() {
        session.goodbye("Autologout; idle for too long");
    }

    @Override
    public void shutdown() {
        stopping = true;
        if (!busy && streamed == null) {
            session.goodbye("Server is shutting down");
        }
    }

    @Override
    public void closed() {
        abandonParked();
        abandonStreamed();
        session.closed();
    }

    // ---- input

    /** Handles the next line for a command that waits for one; false if more has to arrive. */
    private boolean line(InputBuffer input) {
        ParkedCommand waiting = parked;
        if (waiting == null) {
            return true;
        }
        int length = input.lineLength();
        if ((length < 0 ? input.available() : length) > waiting.taker().longest()) {
            session.goodbye("Line is too long");
            return false;
        }
        if (length < 0) {
            return false;
        }
        byte[] line = input.take(length);
        input.consume(1);
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        byte[] text = end == length ? line : Arrays.copyOf(line, end);
        if (connection.trace().enabled()) {
            connection.trace().received(waiting.taker().traced(Octets.text(text, 0, end)));
        }
        parked = null;
        proceed(waiting.context(), waiting.command(), () -> waiting.taker().line(text), input);
        return true;
    }

    /** Handles what comes next of commands; false if more has to arrive. */
    private boolean command(InputBuffer input) {
        switch (framer.next(input)) {
            case INCOMPLETE -> {
                return false;
            }
            case COMMAND -> complete(input);
            case LITERAL -> literal();
            case OCTETS -> {
                if (streamed != null) {
                    streamed.receiver().octets(framer.array(), framer.from(), framer.to() - framer.from());
                }
            }
            case LITERAL_END -> {
                if (streamed != null) {
                    streamed.receiver().literalEnd();
                }
            }
            case OVERLONG -> overlong();
            case REFUSED -> {
                RefusedCommand over = refused;
                refused = null;
                if (over != null) {
                    answer(over.tag(), over.status());
                }
            }
        }
        return true;
    }

    private void complete(InputBuffer input) {
        StreamedArguments arguments = streamed;
        streamed = null;
        if (arguments != null) {
            trace(arguments.command());
            ImapParser text = new ImapParser(framer.array(), framer.from(), framer.to());
            text.seek(arguments.from());
            proceed(
                    arguments.context(),
                    arguments.command(),
                    () -> arguments.receiver().complete(text),
                    input);
            return;
        }
        ImapParser parser = new ImapParser(framer.array(), framer.from(), framer.to());
        String tag = "*";
        try {
            tag = parser.tag();
            Head head = head(tag, parser);
            trace(head.command());
            proceed(head.context(), head.command(), () -> execute(head, parser), input);
        } catch (ImapSyntaxException e) {
            trace(null);
            answer(tag, e.status());
        }
    }

    /** Reads the command's name and finds it; refuses what is unknown or not allowed now, before any literal is asked for. */
    private Head head(String tag, ImapParser parser) {
        parser.sp();
        String name = parser.keyword();
        boolean uid = name.equals("UID");
        if (uid) {
            parser.sp();
            name = parser.keyword();
        }
        Optional<ImapCommand> found = commands.find(name);
        if (found.isEmpty() || uid && !found.get().uidForm()) {
            throw ImapSyntaxException.invalid("Unknown command");
        }
        ImapCommand command = found.get();
        String misplaced = misplaced(command);
        if (!misplaced.isEmpty()) {
            throw ImapSyntaxException.invalid(misplaced);
        }
        return new Head(new CommandContext(session, tag, uid), command);
    }

    /** Why a command is not allowed in this state, RFC 3501 §3; empty if it is. */
    private String misplaced(ImapCommand command) {
        ImapState state = session.state();
        boolean loggedIn = session.account().isPresent();
        if (command instanceof ImapCommand.NotAuthenticated && !(state instanceof ImapState.NotAuthenticated)) {
            return "Logged in already";
        }
        if (command instanceof ImapCommand.Authenticated && !loggedIn
                || command instanceof ImapCommand.Selected && !loggedIn) {
            return "Log in first";
        }
        return command instanceof ImapCommand.Selected && session.selected().isEmpty() ? "No mailbox is selected" : "";
    }

    private Outcome execute(Head head, ImapParser arguments) {
        ImapCommand command = head.command();
        if (command instanceof ImapCommand.AnyState any) {
            return any.execute(head.context(), arguments);
        }
        if (command instanceof ImapCommand.NotAuthenticated first) {
            return first.execute(head.context(), arguments);
        }
        if (command instanceof ImapCommand.Authenticated later) {
            return later.execute(head.context(), session.account().orElseThrow(), arguments);
        }
        if (command instanceof ImapCommand.Selected selected && session.state() instanceof ImapState.Selected state) {
            return selected.execute(head.context(), state, arguments);
        }
        throw new IllegalStateException("state has changed");
    }

    private void literal() {
        ImapParser parser = new ImapParser(framer.array(), framer.from(), framer.to());
        String tag = "*";
        try {
            boolean handOn = false;
            if (streamed == null) {
                tag = parser.tag();
                Head head = head(tag, parser);
                if (head.command() instanceof StreamedCommand command) {
                    Account account = session.account().orElseThrow();
                    streamed = new StreamedArguments(
                            head.context(),
                            head.command(),
                            command.receive(head.context(), account),
                            parser.position());
                }
            }
            StreamedArguments arguments = streamed;
            if (arguments != null) {
                tag = arguments.context().tag();
                parser.seek(arguments.from());
                handOn = arguments.receiver().literal(parser, framer.literalSize());
            }
            if (!handOn && !framer.fits(framer.literalSize())) {
                throw ImapRefusal.no(ResponseCode.TOOBIG, "Literal is too large");
            }
            if (handOn) {
                framer.handOnLiteral();
            } else {
                framer.keepLiteral();
            }
            if (framer.synchronizing()) {
                session.out().text("+ OK").crlf();
            }
        } catch (ImapSyntaxException e) {
            refuse(tag, e.status());
        } catch (ImapRefusal e) {
            refuse(tag, e.status());
        } catch (RuntimeException e) {
            refuse(tag, failure(e));
        }
    }

    private void refuse(String tag, StatusResponse status) {
        abandonStreamed();
        if (framer.absurd()) {
            session.goodbye("[TOOBIG] Literal is too large");
            return;
        }
        refused = new RefusedCommand(tag, status);
        framer.refuse();
    }

    private void overlong() {
        abandonStreamed();
        String tag = "*";
        try {
            tag = new ImapParser(framer.array(), framer.from(), framer.to()).tag();
        } catch (ImapSyntaxException e) {
            LOG.trace("no tag in an overlong line", e);
        }
        if (session.account().isEmpty()) {
            session.goodbye("Line is too long");
        } else {
            answer(tag, StatusResponse.bad(ResponseCode.TOOBIG, "Command is too long"));
        }
    }

    // ---- the course of a command

    /** Something a command does next. */
    private interface Stretch {
        Outcome run();
    }

    /** Runs a stretch of a command that has its input at hand. */
    private void proceed(CommandContext context, ImapCommand command, Stretch stretch, InputBuffer input) {
        Outcome outcome = guarded(context, stretch);
        if (outcome instanceof Outcome.StartTls startTls) {
            startTls(context, startTls, input);
        } else {
            take(context, command, outcome);
        }
    }

    private Outcome guarded(CommandContext context, Stretch stretch) {
        try {
            return stretch.run();
        } catch (ImapSyntaxException e) {
            return Outcome.done(e.status());
        } catch (ImapRefusal e) {
            return Outcome.done(e.status());
        } catch (RuntimeException e) {
            return Outcome.done(failure(e));
        }
    }

    /** The answer to what is neither the client's fault nor a plain refusal. */
    private static StatusResponse failure(RuntimeException thrown) {
        if (thrown instanceof StoreException store && store.failure() != StoreFailure.INTERNAL) {
            return StoreFailures.status(store.failure());
        }
        String incident = Long.toString(System.nanoTime() & 0xFFFFFFFFFL, 36);
        LOG.error("a command failed, incident={}", incident, thrown);
        boolean disk = thrown instanceof UncheckedIOException;
        return StatusResponse.no(
                disk ? ResponseCode.UNAVAILABLE : ResponseCode.SERVERBUG, "Internal error, incident " + incident);
    }

    private void take(CommandContext context, ImapCommand command, Outcome outcome) {
        if (outcome instanceof Outcome.Done done) {
            finish(context, command, done.status());
        } else if (outcome instanceof Outcome.Later<?> later) {
            await(context, command, later);
        } else if (outcome instanceof Outcome.Stream stream) {
            stream(context, command, stream);
        } else if (outcome instanceof Outcome.Park park) {
            parked = new ParkedCommand(context, command, park.taker());
            rest();
        } else if (outcome instanceof Outcome.Hangup hangup) {
            hangup.status().write(context.tag(), session.out());
            session.flush();
            connection.close(Connection.CloseMode.AFTER_FLUSH);
        } else {
            throw new IllegalStateException("not expected here: " + outcome);
        }
    }

    private <T> void await(CommandContext context, ImapCommand command, Outcome.Later<T> later) {
        CompletableFuture<T> stage = later.stage().toCompletableFuture();
        if (stage.isDone()) {
            take(context, command, guarded(context, () -> resumed(later, stage)));
            return;
        }
        work();
        stage.whenComplete((value, thrown) -> connection.execute(() -> {
            session.workDone();
            if (!connection.closed()) {
                take(context, command, guarded(context, () -> resumed(later, stage)));
                session.flush();
            }
        }));
    }

    private static <T> Outcome resumed(Outcome.Later<T> later, CompletableFuture<T> stage) {
        T value;
        try {
            value = stage.join();
        } catch (CompletionException e) {
            StoreException refusal = StoreException.of(e);
            if (refusal.failure() == StoreFailure.INTERNAL) {
                throw refusal;
            }
            return Outcome.done(later.refusal().apply(refusal.failure()));
        }
        return later.then().apply(value);
    }

    private void stream(CommandContext context, ImapCommand command, Outcome.Stream stream) {
        work();
        session.flush();
        connection.write(new ResponseSource() {
            @Override
            public boolean writeNext(OutputChunk into) throws IOException {
                return stream.source().writeNext(into);
            }

            @Override
            public void finished() {
                stream.source().finished();
                if (!connection.closed()) {
                    take(context, command, guarded(context, () -> stream.then().get()));
                    session.flush();
                }
            }
        });
    }

    private void startTls(CommandContext context, Outcome.StartTls startTls, InputBuffer input) {
        if (!input.isEmpty()) {
            // Octets behind STARTTLS were sent in clear and may have been injected, RFC 9051 §6.2.1.
            LOG.info("octets behind STARTTLS peer={}", connection.peer());
            session.goodbye("Nothing may follow STARTTLS");
            return;
        }
        startTls.status().write(context.tag(), session.out());
        connection.startTls(session.out().take());
    }

    /** Tells what is new, and the status: the end of a command. */
    private void finish(CommandContext context, ImapCommand command, StatusResponse status) {
        Updates updates = command.updates(context.uid());
        if (updates != Updates.NONE && status.kind() != StatusResponse.Kind.BAD) {
            try {
                session.writeUpdates(updates == Updates.ALL);
            } catch (RuntimeException e) {
                LOG.warn("updates cannot be told", e);
            }
        }
        answer(context.tag(), status);
        framer.limits(session.account().isEmpty() ? FrameLimits.BEFORE_LOGIN : FrameLimits.AFTER_LOGIN);
        rest();
    }

    private void answer(String tag, StatusResponse status) {
        if (connection.closed()) {
            return;
        }
        status.write(tag, session.out());
        if (status.kind() != StatusResponse.Kind.BAD) {
            badCommands = 0;
        } else if (++badCommands >= session.config().maxBadCommands()) {
            session.goodbye("Too many bad commands");
        }
    }

    /** From here on a command's work goes on elsewhere. */
    private void work() {
        if (!busy) {
            busy = true;
            connection.pauseInput();
        }
    }

    /** No work of a command is under way any more. */
    private void rest() {
        if (busy) {
            busy = false;
            connection.resumeInput();
        }
        if (stopping) {
            session.goodbye("Server is shutting down");
        }
    }

    private void abandonParked() {
        ParkedCommand waiting = parked;
        parked = null;
        if (waiting != null) {
            waiting.taker().abandoned();
        }
    }

    private void abandonStreamed() {
        StreamedArguments arguments = streamed;
        streamed = null;
        if (arguments != null) {
            arguments.receiver().abandoned();
        }
    }

    private void trace(@Nullable ImapCommand command) {
        if (connection.trace().enabled()) {
            String line = Octets.text(framer.array(), framer.from(), framer.to());
            connection.trace().received(command == null ? line : command.traced(line));
        }
    }
}
