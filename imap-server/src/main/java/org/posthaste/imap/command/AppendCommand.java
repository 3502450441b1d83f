package org.posthaste.imap.command;

import java.util.List;
import java.util.Optional;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.imap.protocol.StatusResponse;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.Mailbox.NewMessage;
import org.posthaste.mailstore.MailboxName;

/** APPEND, RFC 3501 §6.3.11, of one or, RFC 3502, several messages at once; all are stored or none. */
public final class AppendCommand implements ImapCommand.Authenticated, StreamedCommand {
    @Override
    public String name() {
        return "APPEND";
    }

    /** Reached without a literal that is handed over: all there is comes from URLs, RFC 4469. */
    @Override
    public Outcome execute(CommandContext context, Account account, ImapParser arguments) {
        return receive(context, account).complete(arguments);
    }

    @Override
    public Receiver receive(CommandContext context, Account account) {
        return new MessageReceiver(context, account, new Append(context, account));
    }

    /** To the end of a mailbox. */
    private record Append(CommandContext context, Account account) implements MessageReceiver.Destination {
        @Override
        public Optional<Mailbox> mailbox(ImapParser text) {
            return text.atLastLiteral()
                    ? Optional.empty()
                    : Optional.of(MailboxNames.target(account, new MailboxName(text.mailbox())));
        }

        @Override
        public boolean several() {
            return true;
        }

        @Override
        public long freed() {
            return 0;
        }

        @Override
        public Outcome store(Mailbox target, List<NewMessage> messages) {
            Optional<Outcome> known = new SentCopies(context.session().services(), account).absorb(target, messages);
            if (known.isPresent()) {
                return known.get();
            }
            return Outcome.laterIntoTarget(target.append(messages), result -> {
                context.session().ownMessages(target.id(), result.uids());
                ResponseCode code = ResponseCode.of("APPENDUID", result.uidValidity() + " " + result.uids());
                return Outcome.done(StatusResponse.ok(code, "APPEND completed"));
            });
        }
    }
}
