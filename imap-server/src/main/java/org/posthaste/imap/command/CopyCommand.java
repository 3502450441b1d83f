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
        IndexSet asked = MessageSets.parse(arguments, context, selected);
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
        if (asked.isEmpty()) {
            return Outcome.ok(name() + " completed, no messages");
        }
        Mailbox mailbox = selected.mailbox();
        if (!move) {
            MessageLimit.ofSaving(context).refuse(asked, selected.view());
            return Outcome.laterIntoTarget(mailbox.copy(asked.uids(selected.view()), target), result -> {
                context.session().ownMessages(into.id(), result.target());
                return Outcome.done(copied(result));
            });
        }
        var limited = MessageLimit.of(context).apply(asked, selected.view());
        return Outcome.laterIntoTarget(mailbox.move(limited.rest().uids(selected.view()), target), result -> {
            context.session().ownMessages(into.id(), result.target());
            return Outcome.done(limited.completed(moved(context, result), context));
        });
    }

    private static ResponseCode copyUid(Mailbox.CopyResult result) {
        return ResponseCode.of("COPYUID", result.targetUidValidity() + " " + result.source() + " " + result.target());
    }

    private static StatusResponse copied(Mailbox.CopyResult result) {
        return result.source().isEmpty()
                ? StatusResponse.ok("COPY completed, no messages")
                : StatusResponse.ok(copyUid(result), "COPY completed");
    }

    private static StatusResponse moved(CommandContext context, Mailbox.CopyResult result) {
        if (result.source().isEmpty()) {
            return StatusResponse.ok("MOVE completed, no messages");
        }
        // RFC 6851 §4.3: before the EXPUNGE responses, which are the updates that come with the completion.
        context.session().remark(copyUid(result), "Moved");
        return ExpungeCommand.completed(context.session(), "MOVE completed");
    }
}
