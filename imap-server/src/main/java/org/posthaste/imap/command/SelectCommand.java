package org.posthaste.imap.command;

import java.util.Optional;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.imap.protocol.StatusResponse;
import org.posthaste.imap.session.Feature;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.imap.session.ImapState;
import org.posthaste.imap.session.SelectedMailbox;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.MailboxSnapshot;

/** SELECT and EXAMINE, RFC 3501 §6.3.1 and §6.3.2, with the CONDSTORE parameter of RFC 7162 §3.1.8. Whatever becomes of it, the mailbox selected before is left. */
public final class SelectCommand implements ImapCommand.Authenticated {
    private final boolean examine;

    private SelectCommand(boolean examine) {
        this.examine = examine;
    }

    public static SelectCommand select() {
        return new SelectCommand(false);
    }

    public static SelectCommand examine() {
        return new SelectCommand(true);
    }

    @Override
    public String name() {
        return examine ? "EXAMINE" : "SELECT";
    }

    @Override
    public Updates updates(boolean uid) {
        return Updates.NONE;
    }

    @Override
    public Outcome execute(CommandContext context, Account account, ImapParser arguments) {
        arguments.sp();
        MailboxName name = new MailboxName(arguments.mailbox());
        boolean condstore = false;
        if (arguments.accept(' ') && !arguments.atEnd()) {
            condstore = parseParameters(arguments);
        }
        arguments.end();
        ImapSession session = context.session();
        if (session.selected().isPresent()) {
            session.deselect();
            session.remark(ResponseCode.CLOSED, "Previous mailbox is closed");
        }
        Optional<Mailbox> mailbox = account.mailbox(name);
        if (mailbox.isEmpty()) {
            return Outcome.done(StatusResponse.no(ResponseCode.NONEXISTENT, "Mailbox does not exist"));
        }
        if (condstore) {
            session.enable(Feature.CONDSTORE);
        }
        SelectedMailbox selected = new SelectedMailbox(mailbox.get(), examine);
        writeFacts(selected, context.out());
        session.state(new ImapState.Selected(account, selected));
        return Outcome.done(
                StatusResponse.ok(examine ? ResponseCode.READ_ONLY : ResponseCode.READ_WRITE, name() + " completed"));
    }

    private static boolean parseParameters(ImapParser arguments) {
        boolean condstore = false;
        arguments.open();
        do {
            if (!arguments.acceptKeyword("CONDSTORE")) {
                throw arguments.expected("select parameter");
            }
            condstore = true;
        } while (arguments.accept(' '));
        arguments.close();
        return condstore;
    }

    private static void writeFacts(SelectedMailbox selected, ImapWriter out) {
        MailboxSnapshot view = selected.view();
        selected.writeFlagNames(out);
        out.text("* ").number(view.count()).text(" EXISTS").crlf();
        out.text("* ").number(selected.recentCount()).text(" RECENT").crlf();
        int unseen = view.firstUnseen();
        if (unseen >= 0) {
            writeFact("UNSEEN", unseen + 1L, "First unseen", out);
        }
        writeFact("UIDVALIDITY", view.uidValidity(), "UIDs valid", out);
        writeFact("UIDNEXT", view.uidNext(), "Predicted next UID", out);
        writeFact("HIGHESTMODSEQ", view.highestModSeq(), "Highest", out);
        ResponseCode id = MailboxNames.idCode(selected.mailbox().id());
        StatusResponse.ok(id, "Mailbox for ever").write("*", out);
    }

    private static void writeFact(String code, long value, String text, ImapWriter out) {
        out.text("* OK [").text(code).sp().number(value).text("] ").text(text).crlf();
    }
}
