package org.posthaste.imap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.posthaste.common.net.Connection;
import org.posthaste.common.net.InputBuffer;
import org.posthaste.common.net.OutputChunk;
import org.posthaste.common.net.ResponseSource;
import org.posthaste.imap.command.CommandContext;
import org.posthaste.imap.command.ImapCommand;
import org.posthaste.imap.command.ImapCommand.Updates;
import org.posthaste.imap.command.ImapRefusal;
import org.posthaste.imap.command.Outcome;
import org.posthaste.imap.command.Progress;
import org.posthaste.imap.command.StoreFailures;
import org.posthaste.imap.protocol.ImapSyntaxException;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.imap.protocol.StatusResponse;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs commands one after another and answers them: the only place that catches what they throw. While a command's work goes on elsewhere, or its output is being taken, input waits; so
 * answers come in the order of the commands (RFC 3501 §5.5).
 *
 * <p>Fails: what the client does wrong is answered with BAD, too many of those in a row with BYE; what the store refuses with NO; anything else is a bug, answered with
 * {@code NO [SERVERBUG]} and an incident id that is in the log too. Confined to the session's executor.
 */
final class CommandCourse {
    private static final Logger LOG = LoggerFactory.getLogger(CommandCourse.class);

    /** How often a client is told of a command that takes long. */
    private static final Duration REMINDERS = Duration.ofSeconds(10);

    private final Connection connection;
    private final ImapSession session;
    private Optional<Parked> parked = Optional.empty();
    private boolean busy;
    private boolean stopping;
    private int badCommands;
    private Optional<Waiting> waiting = Optional.empty();
    private boolean reminding;
    private boolean newsWaiting;
    private boolean unread;

    CommandCourse(Connection connection, ImapSession session) {
        this.connection = connection;
        this.session = session;
        session.onNews(this::news);
    }

    /** A command that takes the next line. */
    record Parked(CommandContext context, ImapCommand command, Outcome.LineTaker taker) {}

    /** The command that takes the next line, if one waits for it. */
    Optional<Parked> parked() {
        return parked;
    }

    /** The waiting command has got its line. */
    void unpark() {
        parked = Optional.empty();
    }

    /** The connection is gone. */
    void abandon() {
        parked.ifPresent(waiting -> waiting.taker().abandoned());
        parked = Optional.empty();
    }

    /** The server stops: says goodbye now if {@code possible} and no command is under way, else behind it. */
    void stop(boolean possible) {
        stopping = true;
        if (!busy && possible) {
            session.goodbye("Server is shutting down");
        }
    }

    /** Something a command does next. */
    interface Stretch {
        Outcome run();
    }

    /** Runs a stretch of a command that has its input at hand. */
    void run(CommandContext context, ImapCommand command, Stretch stretch, InputBuffer input) {
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
    StatusResponse failure(RuntimeException thrown) {
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
            parked = Optional.of(new Parked(context, command, park.taker()));
            rest();
        } else if (outcome instanceof Outcome.Change change) {
            answer(context.tag(), change.status());
            change.lastWords().accept(session.out().take());
            rest();
        } else if (outcome instanceof Outcome.Hangup hangup) {
            hangup.status().write(context.tag(), session.out());
            session.flush();
            connection.close(Connection.CloseMode.AFTER_FLUSH);
        } else {
            throw new IllegalStateException("not expected here: " + outcome);
        }
    }

    /**
     * A command whose work goes on elsewhere.
     *
     * @param reminders how often it was looked at since
     */
    private record Waiting(String tag, Progress progress, int reminders) {}

    /** Tells the client of a command that takes long how far it is, RFC 9585 §4. One timer for a session, however many commands come and go. */
    private void remind() {
        if (waiting.isEmpty()) {
            reminding = false;
            return;
        }
        Waiting command = waiting.get();
        // The first time it may have begun just now.
        if (command.reminders() > 0 && session.account().isPresent()) {
            session.remark(command.progress().code(command.tag()), "Still working");
            session.flush();
        }
        waiting = Optional.of(new Waiting(command.tag(), command.progress(), command.reminders() + 1));
        connection.schedule(REMINDERS, this::remind);
    }

    private <T> void await(CommandContext context, ImapCommand command, Outcome.Later<T> later) {
        CompletableFuture<T> stage = later.stage().toCompletableFuture();
        if (stage.isDone()) {
            take(context, command, guarded(context, () -> resumed(later, stage)));
            return;
        }
        work();
        waiting = Optional.of(new Waiting(context.tag(), later.progress(), 0));
        if (!reminding) {
            reminding = true;
            connection.schedule(REMINDERS, this::remind);
        }
        stage.whenComplete((value, thrown) -> connection.execute(() -> {
            waiting = Optional.empty();
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
        boolean numbersInUse = session.takeExpungesHeld();
        Updates updates = command.updates(context.uid());
        if (numbersInUse && updates == Updates.ALL) {
            updates = Updates.NO_EXPUNGES;
        }
        if (updates != Updates.NONE && status.kind() != StatusResponse.Kind.BAD) {
            try {
                session.writeUpdates(updates == Updates.ALL);
            } catch (RuntimeException e) {
                LOG.warn("updates cannot be told", e);
            }
        }
        boolean held = updates == Updates.NO_EXPUNGES && session.expungesPending();
        if (held && status.code().isMessageLimit()) {
            // RFC 9738 §3.1: the tagged response is for EXPUNGEISSUED.
            StatusResponse.no(status.code(), status.text()).write("*", session.out());
            answer(context.tag(), StatusResponse.ok(ResponseCode.EXPUNGEISSUED, "Some messages were expunged"));
        } else {
            answer(context.tag(), held ? expungeIssued(status) : status);
        }
        rest();
    }

    /** Says with an OK that messages are gone that this command could not tell of, RFC 5530 §3 and RFC 2180 §4.1. */
    private static StatusResponse expungeIssued(StatusResponse status) {
        boolean bare = status.kind() == StatusResponse.Kind.OK && status.code().equals(ResponseCode.NONE);
        return bare ? StatusResponse.ok(ResponseCode.EXPUNGEISSUED, status.text()) : status;
    }

    void answer(String tag, StatusResponse status) {
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
        } else if (newsWaiting || session.hasFresh()) {
            news();
        }
    }

    /**
     * Tells the client without being asked, in IDLE or as NOTIFY says. Not while a command is under way, and not while the client has not taken what it was told before: what happens
     * meanwhile is told together.
     */
    private void news() {
        newsWaiting = busy || unread;
        if (newsWaiting || connection.closed()) {
            return;
        }
        try {
            session.writeNews(parked.isPresent());
        } catch (RuntimeException e) {
            LOG.warn("news cannot be told", e);
        }
        Optional<ResponseSource> fresh = session.takeFresh();
        if (fresh.isPresent()) {
            work();
        }
        boolean some = !session.out().isEmpty();
        session.flush();
        if (some || fresh.isPresent()) {
            unread = true;
            connection.write(new News(fresh));
        }
    }

    /** What goes behind news: more about new messages, if there is any, and the sign that all was taken. */
    private final class News implements ResponseSource {
        private final Optional<ResponseSource> source;

        News(Optional<ResponseSource> source) {
            this.source = source;
        }

        @Override
        public boolean writeNext(OutputChunk into) throws IOException {
            return source.isPresent() && source.get().writeNext(into);
        }

        @Override
        public void finished() {
            source.ifPresent(ResponseSource::finished);
            unread = false;
            if (connection.closed()) {
                return;
            }
            if (source.isPresent()) {
                rest();
            } else if (newsWaiting) {
                news();
            }
            session.flush();
        }
    }
}
