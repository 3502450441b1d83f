package org.posthaste.imap.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.imap.protocol.StatusResponse;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.Flags;
import org.posthaste.mailstore.IncomingMessage;
import org.posthaste.mailstore.InternalDate;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.Mailbox.NewMessage;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.StoreException;

/**
 * APPEND, RFC 3501 §6.3.11, of one or, RFC 3502, several messages at once; all are stored or none. Messages stream into the store's spool. What can be known before (no such mailbox,
 * too large, over quota) is refused before the client sends the message, if it waits to be asked. An empty literal ends the attempt (RFC 3502 §6.3.11).
 */
public final class AppendCommand implements ImapCommand.Authenticated, StreamedCommand {
    private static final int MAX_MESSAGES = 1000;
    private static final long MAX_TOGETHER = 1L << 30;

    @Override
    public String name() {
        return "APPEND";
    }

    /** Only reached without a literal, which the grammar demands. */
    @Override
    public Outcome execute(CommandContext context, Account account, ImapParser arguments) {
        arguments.sp();
        new MailboxName(arguments.mailbox());
        Options.parse(arguments);
        throw arguments.expected("literal");
    }

    @Override
    public Receiver receive(CommandContext context, Account account) {
        return new Messages(context, account);
    }

    /** Flags and date of a message. */
    private record Options(Flags flags, Optional<InternalDate> date) {
        /** {@code [SP flag-list] [SP date-time] SP}. */
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

    private static final class Messages implements Receiver {
        private final CommandContext context;
        private final Account account;
        private final List<NewMessage> complete = new ArrayList<>();
        private @Nullable Mailbox mailbox;
        private @Nullable IncomingMessage incoming;
        private @Nullable StoreException failure;
        private Options options = new Options(Flags.NONE, Optional.empty());
        private int parsed;
        private long together;

        Messages(CommandContext context, Account account) {
            this.context = context;
            this.account = account;
        }

        @Override
        public boolean literal(ImapParser text, long size) {
            if (mailbox != null) {
                text.seek(parsed);
            } else {
                text.sp();
                if (text.atLastLiteral()) {
                    // The mailbox's name comes as a literal.
                    return false;
                }
                mailbox = MailboxNames.target(account, new MailboxName(text.mailbox()));
            }
            options = Options.parse(text);
            if (!text.atLastLiteral()) {
                throw text.expected("literal");
            }
            text.literalHeader();
            parsed = text.position();
            refuseSize(size);
            incoming = context.session().services().store().incoming(size);
            return true;
        }

        private void refuseSize(long size) {
            if (size == 0) {
                throw new ImapRefusal(StatusResponse.no("A message cannot be empty"));
            }
            if (size > context.session().config().maxMessageSize()) {
                throw ImapRefusal.no(ResponseCode.TOOBIG, "Message is too large");
            }
            together += size;
            if (complete.size() == MAX_MESSAGES || together > MAX_TOGETHER) {
                throw ImapRefusal.no(ResponseCode.LIMIT, "Too many messages at once");
            }
            Account.Quota quota = account.quota();
            if (quota.limitOctets() > 0 && quota.usedOctets() + together > quota.limitOctets()) {
                throw ImapRefusal.no(ResponseCode.OVERQUOTA, "Quota exceeded");
            }
        }

        @Override
        public void octets(byte[] octets, int from, int count) {
            IncomingMessage message = incoming;
            if (message == null || failure != null) {
                return;
            }
            try {
                message.write(octets, from, count);
            } catch (StoreException e) {
                failure = e;
            }
        }

        @Override
        public void literalEnd() {
            IncomingMessage message = incoming;
            if (message != null) {
                incoming = null;
                complete.add(new NewMessage(message, options.flags(), options.date()));
            }
        }

        @Override
        public Outcome complete(ImapParser text) {
            Mailbox target = mailbox;
            try {
                if (target == null || complete.isEmpty()) {
                    throw text.expected("literal");
                }
                text.seek(parsed);
                text.end();
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
            return Outcome.laterIntoTarget(target.append(complete), result -> {
                ResponseCode code = ResponseCode.of("APPENDUID", result.uidValidity() + " " + result.uids());
                return Outcome.done(StatusResponse.ok(code, "APPEND completed"));
            });
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
}
