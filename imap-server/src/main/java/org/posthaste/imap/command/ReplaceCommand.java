package org.posthaste.imap.command;

import java.util.List;
import java.util.Optional;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapSyntaxException;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.imap.session.ImapState;
import org.posthaste.imap.session.SelectedMailbox;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.Mailbox.CopyTarget;
import org.posthaste.mailstore.Mailbox.NewMessage;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.rights.Right;

/** REPLACE and UID REPLACE, RFC 8508: a new message takes the place of an old one, in one transaction of the store. The message comes as with APPEND. */
public final class ReplaceCommand implements ImapCommand.Selected, StreamedCommand {
    @Override
    public String name() {
        return "REPLACE";
    }

    @Override
    public boolean uidForm() {
        return true;
    }

    @Override
    public Outcome execute(CommandContext context, ImapState.Selected state, ImapParser arguments) {
        return receive(context, state.account()).complete(arguments);
    }

    @Override
    public Receiver receive(CommandContext context, Account account) {
        SelectedMailbox selected = context.session().selected().orElseThrow();
        return new MessageReceiver(context, account, new Replacement(context, account, selected));
    }

    /** To a mailbox, instead of a message of the selected one. */
    private static final class Replacement implements MessageReceiver.Destination {
        private final CommandContext context;
        private final Account account;
        private final SelectedMailbox selected;
        private int index;

        Replacement(CommandContext context, Account account, SelectedMailbox selected) {
            this.context = context;
            this.account = account;
            this.selected = selected;
        }

        @Override
        public Optional<Mailbox> mailbox(ImapParser text) {
            index = index(text);
            text.sp();
            if (text.atLastLiteral()) {
                return Optional.empty();
            }
            Mailbox mailbox = MailboxNames.target(account, new MailboxName(text.mailbox()));
            // What APPEND, STORE \Deleted and EXPUNGE would need, RFC 4314 §4.
            Access.requireWritable(selected, Right.DELETE_MESSAGES, Right.EXPUNGE);
            return Optional.of(mailbox);
        }

        private int index(ImapParser text) {
            int count = selected.view().count();
            if (text.accept('*')) {
                if (count == 0) {
                    throw ImapSyntaxException.invalid("sequence number * of 0 messages");
                }
                return count - 1;
            }
            long number = text.nzNumber();
            if (!context.uid()) {
                if (number > count) {
                    throw ImapSyntaxException.invalid("sequence number " + number + " of " + count + " messages");
                }
                return (int) number - 1;
            }
            int found = number > Integer.MAX_VALUE ? -1 : selected.view().indexOf((int) number);
            if (found < 0) {
                throw ImapRefusal.no(ResponseCode.NONEXISTENT, "There is no such message");
            }
            return found;
        }

        @Override
        public boolean several() {
            return false;
        }

        @Override
        public long freed() {
            return selected.view().size(index);
        }

        @Override
        public Outcome store(Mailbox into, List<NewMessage> messages) {
            int uid = selected.view().uid(index);
            CopyTarget target = new CopyTarget(into.account(), into.name(), into.rights(account.id()));
            return Outcome.laterIntoTarget(selected.mailbox().replace(uid, target, messages.get(0)), result -> {
                context.session().ownMessages(into.id(), result.uids());
                // RFC 8508 §4.3: before the EXPUNGE response, which comes with the completion.
                ResponseCode code = ResponseCode.of("APPENDUID", result.uidValidity() + " " + result.uids());
                context.session().remark(code, "Replacement is stored");
                return Outcome.done(ExpungeCommand.completed(context.session(), "REPLACE completed"));
            });
        }
    }
}
