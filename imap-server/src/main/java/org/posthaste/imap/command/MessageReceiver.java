package org.posthaste.imap.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthaste.common.io.ByteSource;
import org.posthaste.imap.fetch.MessageUrl;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapSyntaxException;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.imap.protocol.StatusResponse;
import org.posthaste.imap.session.Feature;
import org.posthaste.imap.session.SelectedMailbox;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.Flags;
import org.posthaste.mailstore.IncomingMessage;
import org.posthaste.mailstore.InternalDate;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.Mailbox.NewMessage;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.rights.Right;
import org.posthaste.mailstore.rights.Rights;

/**
 * Takes the messages of APPEND and REPLACE: as literals, with NULs in literal8 (RFC 3516 §4.4), marked as UTF8 (RFC 6855 §4), or put together from literals and parts of other messages
 * by CATENATE (RFC 4469). They stream into the store's spool. What can be known before (no such mailbox, too large, over quota) is refused before the client sends the octets, if it
 * waits to be asked. An empty literal ends the attempt (RFC 3502 §6.3.11).
 *
 * <p>NUL octets in a plain literal are refused: they are not in its grammar (RFC 9051 §9), and could not be told back in one.
 *
 * <p>Deviation: 8-bit characters in header fields are taken without {@code UTF8} and without ENABLE too, against RFC 6855 §4: mail that is older than that RFC has them, and programs that
 * move it from other servers would lose it.
 */
final class MessageReceiver implements StreamedCommand.Receiver {
    private static final int MAX_MESSAGES = 1000;
    private static final int MAX_PARTS = 10_000;
    private static final long MAX_TOGETHER = 1L << 30;
    private static final int BUFFER = 64 * 1024;

    /** Where messages go. */
    interface Destination {
        /** Reads the arguments before the first message and refuses what cannot be; empty if the mailbox's name is a literal that is yet to come. */
        Optional<Mailbox> mailbox(ImapParser text);

        /** Whether several messages may come, RFC 3502. */
        boolean several();

        /** Octets that become free when the messages are stored. */
        long freed();

        /** All messages are there; takes them over. */
        Outcome store(Mailbox target, List<NewMessage> messages);
    }

    /** What comes next in the command's text. */
    private enum Place {
        /** The arguments before the first message. */
        START,
        /** Flags, date and data of a message, or the end. */
        MESSAGE,
        /** The parenthesis that closes {@code UTF8 (}. */
        UTF8_END,
        /** A part of CATENATE. */
        PART,
        /** The parenthesis that closes {@code UTF8 (} within CATENATE. */
        PART_UTF8_END,
        /** Another part, or the end of CATENATE. */
        PART_END
    }

    /** Flags and date of a message. */
    private record Options(Flags flags, Optional<InternalDate> date) {
        /** Without flags that may not be set, RFC 4314 §4. */
        Options allowed(Rights rights) {
            return new Options(Access.allowed(flags, rights), date);
        }

        /** {@code SP [flag-list SP] [date-time SP]}. */
        static Options parse(ImapParser text) {
            Flags flags = Flags.NONE;
            Optional<InternalDate> date = Optional.empty();
            text.sp();
            if (text.next('(')) {
                flags = Flags.of(text.flagList());
                text.sp();
            }
            if (text.next('"')) {
                ImapParser.DateTime given = text.dateTime();
                date = Optional.of(new InternalDate(given.epochSecond(), given.offsetMinutes()));
                text.sp();
            }
            return new Options(flags, date);
        }
    }

    private final CommandContext context;
    private final Account account;
    private final Destination destination;
    private final List<NewMessage> complete = new ArrayList<>();
    private Place place = Place.START;
    private @Nullable Mailbox mailbox;
    private @Nullable IncomingMessage incoming;
    private @Nullable StoreException failure;
    /** Whether the literal may hold NUL. */
    private boolean binary;

    private boolean nul;
    private Options options = new Options(Flags.NONE, Optional.empty());
    /** How far the text is read. */
    private int parsed;

    private int parts;
    private long together;

    MessageReceiver(CommandContext context, Account account, Destination destination) {
        this.context = context;
        this.account = account;
        this.destination = destination;
    }

    // ---- the text between literals

    /** How far reading the text came. */
    private enum Step {
        /** There is more to read. */
        ON,
        /** A literal with octets of a message is next. */
        OCTETS,
        /** A literal is next that belongs to the text. */
        TEXT,
        /** That was all. */
        END
    }

    @Override
    public boolean literal(ImapParser text, long size) {
        if (advance(text) == Step.TEXT) {
            return false;
        }
        if (!text.atLastLiteral()) {
            throw text.expected("literal");
        }
        binary = text.next('~');
        text.literalHeader();
        parsed = text.position();
        refuseSize(size);
        if (place == Place.MESSAGE || place == Place.UTF8_END) {
            if (size == 0) {
                throw empty();
            }
            incoming = context.session().services().store().incoming(size);
        }
        return true;
    }

    private static ImapRefusal empty() {
        return new ImapRefusal(StatusResponse.no("A message cannot be empty"));
    }

    private Step advance(ImapParser text) {
        if (place == Place.START) {
            text.sp();
            Optional<Mailbox> found = destination.mailbox(text);
            if (found.isEmpty()) {
                return Step.TEXT;
            }
            mailbox = found.get();
            place = Place.MESSAGE;
            parsed = text.position();
        }
        text.seek(parsed);
        Step step = step(text);
        while (step == Step.ON) {
            parsed = text.position();
            step = step(text);
        }
        return step;
    }

    private Step step(ImapParser text) {
        switch (place) {
            case MESSAGE -> {
                return message(text);
            }
            case UTF8_END -> {
                text.expect(')');
                place = Place.MESSAGE;
            }
            case PART -> {
                return part(text);
            }
            case PART_UTF8_END -> {
                text.expect(')');
                place = Place.PART_END;
            }
            default -> {
                if (text.accept(' ')) {
                    place = Place.PART;
                } else {
                    text.expect(')');
                    place = Place.MESSAGE;
                    messageEnd();
                }
            }
        }
        return Step.ON;
    }

    private Mailbox target() {
        return Objects.requireNonNull(mailbox);
    }

    /** append-message, or the end of the command. */
    private Step message(ImapParser text) {
        if (!complete.isEmpty()) {
            if (!text.next(' ') || text.onlyBlanksLeft() || !destination.several()) {
                text.end();
                return Step.END;
            }
        }
        options = Options.parse(text).allowed(target().rights(account.id()));
        if (text.acceptKeyword("CATENATE")) {
            text.sp();
            text.expect('(');
            incoming = context.session()
                    .services()
                    .store()
                    .incoming(context.session().config().maxMessageSize());
            place = Place.PART;
            return Step.ON;
        }
        if (text.acceptKeyword("UTF8")) {
            utf8(text);
            place = Place.UTF8_END;
        } else if (!text.atLastLiteral()) {
            throw text.expected("literal");
        }
        return Step.OCTETS;
    }

    private void utf8(ImapParser text) {
        if (!context.session().enabled(Feature.UTF8_ACCEPT)) {
            throw ImapSyntaxException.invalid("ENABLE UTF8=ACCEPT first");
        }
        text.sp();
        text.expect('(');
        if (!text.next('~') || !text.atLastLiteral()) {
            throw text.expected("literal8");
        }
    }

    /** cat-part, RFC 4469 §5. */
    private Step part(ImapParser text) {
        if (text.acceptKeyword("TEXT")) {
            text.sp();
            if (!text.atLastLiteral()) {
                throw text.expected("literal");
            }
            place = Place.PART_END;
            return Step.OCTETS;
        }
        if (text.acceptKeyword("UTF8")) {
            utf8(text);
            place = Place.PART_UTF8_END;
            return Step.OCTETS;
        }
        if (!text.acceptKeyword("URL")) {
            throw text.expected("TEXT or URL");
        }
        text.sp();
        if (text.atLastLiteral()) {
            return Step.TEXT;
        }
        copy(text.astring());
        place = Place.PART_END;
        return Step.ON;
    }

    // ---- octets

    /** Appends the octets a URL leads to. */
    private void copy(String url) {
        ByteSource octets = open(url);
        refuseSize(octets.size());
        IncomingMessage message = incoming;
        byte[] buffer = new byte[(int) Math.min(BUFFER, octets.size())];
        try (InputStream in = octets.open()) {
            for (int count = in.read(buffer); message != null && count > 0; count = in.read(buffer)) {
                message.write(buffer, 0, count);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ByteSource open(String url) {
        try {
            Optional<MessageUrl> parsedUrl = MessageUrl.parse(url);
            if (parsedUrl.isPresent()) {
                Optional<Mailbox> in = parsedUrl.get().mailbox().isPresent()
                        ? readable(parsedUrl.get().mailbox().get())
                        : context.session().selected().map(SelectedMailbox::mailbox);
                Optional<ByteSource> octets = in.isPresent() ? parsedUrl.get().open(in.get()) : Optional.empty();
                if (octets.isPresent()) {
                    return octets.get();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw ImapRefusal.no(ResponseCode.badUrl(url), "No message or part of this account is there");
    }

    private Optional<Mailbox> readable(MailboxName name) {
        return org.posthaste.imap.namespace.Place.of(account, name)
                .filter(found -> found.rights().has(Right.READ))
                .flatMap(org.posthaste.imap.namespace.Place::mailbox);
    }

    private void refuseSize(long size) {
        IncomingMessage message = incoming;
        long before = message == null ? 0 : message.size();
        if (before + size > context.session().config().maxMessageSize()) {
            throw ImapRefusal.no(ResponseCode.TOOBIG, "Message is too large");
        }
        together += size;
        MessageLimit.ofSaving(context).refuse(complete.size() + 1L);
        if (complete.size() == MAX_MESSAGES || ++parts > MAX_PARTS || together > MAX_TOGETHER) {
            throw ImapRefusal.no(ResponseCode.LIMIT, "Too many messages at once");
        }
        Account owner = context.session().services().store().account(target().account());
        long more = Math.max(0, together - destination.freed());
        long messages = destination.freed() > 0 ? 0 : complete.size() + 1;
        if (more > 0 && !owner.quota().fits(more, messages)) {
            throw ImapRefusal.no(ResponseCode.OVERQUOTA, "Quota exceeded");
        }
    }

    @Override
    public void octets(byte[] octets, int from, int count) {
        IncomingMessage message = incoming;
        if (message == null || failure != null) {
            return;
        }
        nul |= !binary && hasNul(octets, from, count);
        try {
            message.write(octets, from, count);
        } catch (StoreException e) {
            failure = e;
        }
    }

    private static boolean hasNul(byte[] octets, int from, int count) {
        for (int i = from; i < from + count; i++) {
            if (octets[i] == 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void literalEnd() {
        if (place == Place.MESSAGE || place == Place.UTF8_END) {
            messageEnd();
        }
    }

    private void messageEnd() {
        IncomingMessage message = incoming;
        if (message != null) {
            if (message.size() == 0) {
                throw empty();
            }
            incoming = null;
            complete.add(new NewMessage(message, options.flags(), options.date()));
        }
    }

    // ---- the end

    @Override
    public Outcome complete(ImapParser text) {
        Mailbox target;
        try {
            if (advance(text) != Step.END) {
                throw text.expected("literal");
            }
            target = target();
            if (nul) {
                throw ImapRefusal.no(ResponseCode.CLIENTBUG, "NUL octets can be sent in a literal8 only");
            }
            if (failure != null) {
                throw failure;
            }
            for (NewMessage message : complete) {
                message.message().finish();
            }
        } catch (RuntimeException e) {
            abandoned();
            throw e;
        }
        return destination.store(target, complete);
    }

    @Override
    public void abandoned() {
        IncomingMessage message = incoming;
        if (message != null) {
            message.close();
        }
        complete.forEach(appended -> appended.message().close());
    }
}
