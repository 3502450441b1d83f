package org.posthaste.imap.command;

import java.util.Optional;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.imap.protocol.StatusResponse;
import org.posthaste.imap.session.Feature;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.imap.session.ImapState;
import org.posthaste.imap.session.IndexSet;
import org.posthaste.imap.session.SelectedMailbox;
import org.posthaste.mailstore.UidSet;
import org.posthaste.mailstore.rights.Right;

/** EXPUNGE, RFC 3501 §6.4.3, and UID EXPUNGE, RFC 4315 §2.1, with HIGHESTMODSEQ (RFC 7162 §3.2.7 and §3.2.9). */
public final class ExpungeCommand implements ImapCommand.Selected {
    @Override
    public String name() {
        return "EXPUNGE";
    }

    @Override
    public boolean uidForm() {
        return true;
    }

    @Override
    public boolean numbers() {
        return false;
    }

    @Override
    public Outcome execute(CommandContext context, ImapState.Selected state, ImapParser arguments) {
        SelectedMailbox selected = state.mailbox();
        Optional<MessageLimit.Limited<UidSet>> only = Optional.empty();
        if (context.uid()) {
            arguments.sp();
            IndexSet messages = MessageSets.parse(arguments, context, selected);
            only = Optional.of(MessageLimit.of(context).applyToDeleted(messages, selected));
        }
        arguments.end();
        Access.requireWritable(selected, Right.EXPUNGE);
        if (only.isPresent() && only.get().rest().isEmpty()) {
            return Outcome.ok("EXPUNGE completed");
        }
        var limited = only;
        return Outcome.later(selected.mailbox().expunge(limited.map(MessageLimit.Limited::rest)), result -> {
            StatusResponse status = result.expunged().isEmpty()
                    ? StatusResponse.ok("EXPUNGE completed")
                    : completed(context.session(), "EXPUNGE completed");
            return Outcome.done(
                    limited.map(some -> some.completed(status, context)).orElse(status));
        });
    }

    /** The end of a command that expunged messages: tells what is gone and, RFC 7162 §3.2.7, up to which modification sequence the client has been told now. */
    static StatusResponse completed(ImapSession session, String text) {
        session.writeAllUpdates(true);
        Optional<SelectedMailbox> mailbox = session.selected();
        if (mailbox.isEmpty() || !session.enabled(Feature.CONDSTORE)) {
            return StatusResponse.ok(text);
        }
        return StatusResponse.ok(
                ResponseCode.of("HIGHESTMODSEQ", mailbox.get().told().highestModSeq()), text);
    }
}
