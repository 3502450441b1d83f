package org.posthaste.imap;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.posthaste.common.net.Connection;
import org.posthaste.common.net.InputBuffer;
import org.posthaste.common.net.ProtocolSession;
import org.posthaste.imap.command.CommandContext;
import org.posthaste.imap.command.ImapCommand;
import org.posthaste.imap.command.ImapRefusal;
import org.posthaste.imap.command.Outcome;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's side of one conversation: cuts input into commands, finds them, refuses early what cannot be, and hands the rest to {@link CommandCourse}. Confined to the session's
 * executor.
 */
final class ImapDispatcher implements ProtocolSession {
    /** What follows these words is never traced, also where the command is not to be executed. */
    private static final Pattern SECRETS = Pattern.compile("(?is)(\\b(?:login|authenticate)) .*");

    private static final Logger LOG = LoggerFactory.getLogger(ImapDispatcher.class);

    private final Connection connection;
    private final ImapSession session;
    private final CommandTable commands;
    private final CommandCourse course;
    private final CommandFramer framer = new CommandFramer(FrameLimits.BEFORE_LOGIN);
    private @Nullable StreamedArguments streamed;
    private @Nullable RefusedCommand refused;

    ImapDispatcher(Connection connection, ImapSession session, CommandTable commands) {
        this.connection = connection;
        this.session = session;
        this.commands = commands;
        this.course = new CommandCourse(connection, session);
    }

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
        if (session.loginOverdue()) {
            session.goodbye("Login took too long");
            return;
        }
        boolean more = true;
        while (more && !connection.inputPaused() && !connection.closed()) {
            more = course.parked().isPresent() ? line(input, course.parked().get()) : command(input);
        }
        session.flush();
    }

    @Override
    public void idle() {
        session.goodbye("Autologout; idle for too long");
    }

    @Override
    public void shutdown() {
        course.stop(streamed == null);
    }

    @Override
    public void closed() {
        course.abandon();
        abandonStreamed();
        session.closed();
    }

    // ---- input

    /** Handles the next line for a command that waits for one; false if more has to arrive. */
    private boolean line(InputBuffer input, CommandCourse.Parked waiting) {
        Outcome.LineTaker taker = waiting.taker();
        int length = input.lineLength();
        if ((length < 0 ? input.available() : length) > taker.longest()) {
            session.goodbye("Line is too long");
            return false;
        }
        if (length < 0) {
            return false;
        }
        byte[] line = input.take(length);
        input.consume(1);
        byte[] text = length > 0 && line[length - 1] == '\r' ? Arrays.copyOf(line, length - 1) : line;
        if (connection.trace().enabled()) {
            connection.trace().received(taker.traced(Octets.text(text, 0, text.length)));
        }
        course.unpark();
        course.run(waiting.context(), waiting.command(), () -> taker.line(text), input);
        return true;
    }

    /** Handles what comes next of commands; false if more has to arrive. */
    private boolean command(InputBuffer input) {
        framer.limits(session.account().isEmpty() ? FrameLimits.BEFORE_LOGIN : FrameLimits.AFTER_LOGIN);
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
                    course.answer(over.tag(), over.status());
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
            ImapParser text = parser();
            text.seek(arguments.from());
            course.run(
                    arguments.context(),
                    arguments.command(),
                    () -> arguments.receiver().complete(text),
                    input);
            return;
        }
        ImapParser parser = parser();
        String tag = "*";
        try {
            tag = parser.tag();
            Head head = head(tag, parser);
            trace(head.command());
            course.run(head.context(), head.command(), () -> execute(head, parser), input);
        } catch (ImapSyntaxException e) {
            trace(null);
            course.answer(tag, e.status());
        }
    }

    private ImapParser parser() {
        ImapParser parser = new ImapParser(framer.array(), framer.from(), framer.to());
        return session.features().utf8Names() ? parser.utf8() : parser;
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
        if (command.numbers() && !uid && session.features().uidOnly()) {
            throw ImapSyntaxException.uidRequired();
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
            if (!state.mailbox().readable()) {
                // RFC 4314 §5.1.1: most clients handle BYE better than NO to everything.
                StatusResponse.bye("The selected mailbox may not be read any more")
                        .write("*", session.out());
                return new Outcome.Hangup(StatusResponse.no(ResponseCode.NOPERM, "Permission denied"));
            }
            return selected.execute(head.context(), state, arguments);
        }
        throw new IllegalStateException("state has changed");
    }

    private void literal() {
        ImapParser parser = parser();
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
            refuse(tag, course.failure(e));
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
            course.answer(tag, StatusResponse.bad(ResponseCode.TOOBIG, "Command is too long"));
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
            connection
                    .trace()
                    .received(command == null ? SECRETS.matcher(line).replaceFirst("$1 ***") : command.traced(line));
        }
    }
}
