package org.posthaste.imap.command;

import java.util.Optional;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.imap.protocol.StatusResponse;
import org.posthaste.imap.session.Feature;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.imap.session.ImapState;
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
        Optional<UidSet> only = Optional.empty();
        if (context.uid()) {
            arguments.sp();
            SelectedMailbox selected = state.mailbox();
            only = Optional.of(MessageSets.parse(arguments, context, selected).uids(selected.view()));
        }
        arguments.end();
        Access.requireWritable(state.mailbox(), Right.EXPUNGE);
        if (only.isPresent() && only.get().isEmpty()) {
            return Outcome.ok("EXPUNGE completed");
        }
        return Outcome.later(
                state.mailbox().mailbox().expunge(only),
                result -> result.expunged().isEmpty()
                        ? Outcome.ok("EXPUNGE completed")
                        : completed(context.session(), "EXPUNGE completed"));
    }

    /** The end of a command that expunged messages: tells what is gone and, RFC 7162 §3.2.7, up to which modification sequence the client has been told now. */
    static Outcome completed(ImapSession session, String text) {
        session.writeAllUpdates(true);
        Optional<SelectedMailbox> mailbox = session.selected();
        if (mailbox.isEmpty() || !session.enabled(Feature.CONDSTORE)) {
            return Outcome.ok(text);
        }
        return Outcome.done(StatusResponse.ok(
                ResponseCode.of("HIGHESTMODSEQ", mailbox.get().told().highestModSeq()), text));
    }
}
