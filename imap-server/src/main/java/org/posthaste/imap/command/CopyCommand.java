package org.posthaste.imap.command;

import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.imap.protocol.StatusResponse;
import org.posthaste.imap.session.ImapState;
import org.posthaste.imap.session.IndexSet;
import org.posthaste.imap.session.SelectedMailbox;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.Mailbox.CopyTarget;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.rights.Right;

/** COPY, RFC 3501 §6.4.7, and MOVE, RFC 6851, with COPYUID (RFC 4315 §3). Messages another session expunged meanwhile are passed over. */
public final class CopyCommand implements ImapCommand.Selected {
    private final boolean move;

    private CopyCommand(boolean move) {
        this.move = move;
    }

    public static CopyCommand copy() {
        return new CopyCommand(false);
    }

    public static CopyCommand move() {
        return new CopyCommand(true);
    }

    @Override
    public String name() {
        return move ? "MOVE" : "COPY";
    }

    @Override
    public boolean uidForm() {
        return true;
    }

    @Override
    public Updates updates(boolean uid) {
        return move || uid ? Updates.ALL : Updates.NO_EXPUNGES;
    }

    @Override
    public Outcome execute(CommandContext context, ImapState.Selected state, ImapParser arguments) {
        arguments.sp();
        SelectedMailbox selected = state.mailbox();
        IndexSet messages = MessageSets.parse(arguments, context, selected);
        arguments.sp();
        MailboxName name = new MailboxName(arguments.mailbox());
        arguments.end();
        if (move) {
            // RFC 6851 §4.2: what COPY, STORE \Deleted and EXPUNGE would need.
            Access.requireWritable(selected, Right.DELETE_MESSAGES, Right.EXPUNGE);
        }
        Mailbox into = MailboxNames.target(state.account(), name);
        CopyTarget target = new CopyTarget(
                into.account(), into.name(), into.rights(state.account().id()));
        if (messages.isEmpty()) {
            return Outcome.ok(name() + " completed, no messages");
        }
        Mailbox mailbox = selected.mailbox();
        var uids = messages.uids(selected.view());
        return Outcome.laterIntoTarget(
                move ? mailbox.move(uids, target) : mailbox.copy(uids, target), result -> completed(context, result));
    }

    private Outcome completed(CommandContext context, Mailbox.CopyResult result) {
        if (result.source().isEmpty()) {
            return Outcome.ok(name() + " completed, no messages");
        }
        ResponseCode code =
                ResponseCode.of("COPYUID", result.targetUidValidity() + " " + result.source() + " " + result.target());
        if (!move) {
            return Outcome.done(StatusResponse.ok(code, "COPY completed"));
        }
        // RFC 6851 §4.3: before the EXPUNGE responses, which are the updates that come with the completion.
        context.session().remark(code, "Moved");
        return ExpungeCommand.completed(context.session(), "MOVE completed");
    }
}
