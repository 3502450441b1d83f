package org.posthaste.smtp;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.posthaste.common.net.InputBuffer;
import org.posthaste.common.net.ProtocolTrace;
import org.posthaste.smtp.command.SmtpCommand;
import org.posthaste.smtp.command.SmtpCommands;
import org.posthaste.smtp.protocol.Replies;
import org.posthaste.smtp.protocol.SmtpParser;
import org.posthaste.smtp.session.InputReader;
import org.posthaste.smtp.session.SmtpSession;
import org.posthaste.smtp.session.SmtpState;
import org.posthaste.smtp.session.SmtpState.Connected;
import org.posthaste.smtp.session.SmtpState.Greeted;
import org.posthaste.smtp.session.SmtpState.InTransaction;
import org.posthaste.smtp.session.Step;

/**
 * Command lines (RFC 5321 §4.1): cuts them, finds their command, checks the order, runs it.
 *
 * <p>A line may have {@value #MAX_LINE} octets (RFC 5321 §4.5.3.1.4 asks for 512, extensions for some more), with AUTH
 * {@value #MAX_AUTH_LINE} (RFC 4954 §4); a longer one is read away and answered with 500. Deviation: a lone LF ends a
 * command line too, as people with simple tools send it; in message data it never ends anything.
 */
final class CommandReader implements InputReader {
    static final int MAX_LINE = 4_096;
    static final int MAX_AUTH_LINE = 12_288;
    private static final int MAX_SKIPPED = 1 << 20;

    /** First words of other protocols: a browser or a proxy tricked into talking to us must not get further. */
    private static final Set<String> NOT_SMTP = Set.of("GET", "POST", "PUT", "HEAD", "CONNECT", "OPTIONS", "PATCH");

    private static final byte TLS_HANDSHAKE = 0x16;

    private final SmtpSession session;
    private final SmtpCommands commands;
    private @Nullable Instant lineBegun;
    private long skipped;

    CommandReader(SmtpSession session, SmtpCommands commands) {
        this.session = session;
        this.commands = commands;
    }

    @Override
    public boolean interruptible() {
        return true;
    }

    /** True if part of a command line is here. */
    boolean midLine() {
        return lineBegun != null;
    }

    @Override
    public Optional<Step> read(InputBuffer input) {
        if (input.isEmpty()) {
            return Optional.empty();
        }
        int length = input.lineLength();
        if (length < 0) {
            return incomplete(input);
        }
        lineBegun = null;
        boolean tooLong = skipped > 0 || length > limit(input);
        skipped = 0;
        if (tooLong) {
            input.consume(length + 1);
            return Optional.of(Step.say(Replies.LINE_TOO_LONG));
        }
        byte[] line = input.take(length + 1);
        return Optional.of(run(Arrays.copyOf(line, length > 0 && line[length - 1] == '\r' ? length - 1 : length)));
    }

    private Optional<Step> incomplete(InputBuffer input) {
        Instant now = session.clock().instant();
        if (lineBegun == null) {
            lineBegun = now;
            if (input.peek(0) == TLS_HANDSHAKE) {
                return Optional.of(new Step.Hangup(Replies.NOT_SMTP));
            }
        }
        if (skipped > 0 || input.available() > limit(input)) {
            skipped += input.available();
            input.consume(input.available());
        }
        if (skipped > MAX_SKIPPED) {
            return Optional.of(new Step.Hangup(Replies.LINE_TOO_LONG));
        }
        boolean late = lineBegun.plus(session.config().timeouts().line()).isBefore(now);
        return late ? Optional.of(new Step.Hangup(Replies.TOO_SLOW)) : Optional.empty();
    }

    private static int limit(InputBuffer input) {
        String auth = "AUTH ";
        for (int i = 0; i < auth.length(); i++) {
            if (i >= input.available() || (input.peek(i) & ~0x20) != (auth.charAt(i) & ~0x20)) {
                return MAX_LINE;
            }
        }
        return MAX_AUTH_LINE;
    }

    private Step run(byte[] line) {
        SmtpParser parser = new SmtpParser(line);
        String verb = parser.verb();
        trace(verb, line);
        Optional<SmtpCommand> command = commands.find(verb);
        if (command.isEmpty() || !parser.atWordEnd()) {
            if (NOT_SMTP.contains(verb)) {
                return new Step.Hangup(Replies.NOT_SMTP);
            }
            return Step.say(commands.declined(verb) ? Replies.NOT_IMPLEMENTED : Replies.UNKNOWN_COMMAND);
        }
        return run(command.get(), parser);
    }

    private Step run(SmtpCommand command, SmtpParser arguments) {
        SmtpState state = session.state();
        if (command instanceof SmtpCommand.AnyTime any) {
            return any.execute(session, arguments);
        }
        if (state instanceof Connected) {
            return Step.say(Replies.GREET_FIRST);
        }
        if (command instanceof SmtpCommand.InsideTransaction inside) {
            return state instanceof InTransaction open
                    ? inside.execute(session, open, arguments)
                    : Step.say(Replies.MAIL_FIRST);
        }
        if (command instanceof SmtpCommand.OutsideTransaction outside && state instanceof Greeted greeted) {
            return outside.execute(session, greeted, arguments);
        }
        return Step.say(Replies.NOT_IN_TRANSACTION);
    }

    private void trace(String verb, byte[] line) {
        ProtocolTrace trace = session.connection().trace();
        if (trace.enabled()) {
            trace.received(verb.equals("AUTH") ? redacted(line) : new String(line, StandardCharsets.UTF_8));
        }
    }

    /** An AUTH command without its initial response. */
    private static String redacted(byte[] line) {
        String[] words = new String(line, StandardCharsets.ISO_8859_1).split(" ", 3);
        return words.length < 3 ? String.join(" ", words) : words[0] + " " + words[1] + " ***";
    }
}
