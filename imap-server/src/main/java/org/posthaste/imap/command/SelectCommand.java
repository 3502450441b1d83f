package org.posthaste.imap.command;

import java.util.List;
import java.util.Optional;
import org.posthaste.imap.fetch.FlagsItem;
import org.posthaste.imap.fetch.ModSeqItem;
import org.posthaste.imap.fetch.UidItem;
import org.posthaste.imap.list.ListRequest;
import org.posthaste.imap.list.MailboxListing;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapSyntaxException;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.imap.protocol.StatusResponse;
import org.posthaste.imap.session.Feature;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.imap.session.ImapState;
import org.posthaste.imap.session.SelectedMailbox;
import org.posthaste.imap.session.VanishedResponse;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.MailboxSnapshot;

/**
 * SELECT and EXAMINE, RFC 3501 §6.3.1 and §6.3.2, with the parameters CONDSTORE (RFC 7162 §3.1.8) and QRESYNC (§3.2.5), and without RECENT and with LIST for those who speak RFC 9051 §6.3.2.
 * Whatever becomes of it, the mailbox selected before is left. Who may change nothing gets it read-only (RFC 4314 §5.2).
 */
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
        ImapSession session = context.session();
        Parameters parameters = Parameters.NONE;
        if (arguments.accept(' ') && !arguments.atEnd()) {
            parameters = Parameters.parse(arguments);
        }
        arguments.end();
        if (parameters.resync().isPresent() && !session.enabled(Feature.QRESYNC)) {
            throw QuickResync.notEnabled();
        }
        if (session.features().uidOnly()
                && parameters.resync().flatMap(QuickResync::sample).isPresent()) {
            // RFC 9586 §3.7.
            throw ImapSyntaxException.uidRequired();
        }
        if (session.selected().isPresent()) {
            session.deselect();
            session.remark(ResponseCode.CLOSED, "Previous mailbox is closed");
        }
        Mailbox mailbox = MailboxNames.existing(account, name);
        if (parameters.condstore()) {
            session.enable(Feature.CONDSTORE);
        }
        SelectedMailbox selected = new SelectedMailbox(mailbox, account.id(), examine, session.features());
        writeFacts(selected, context.out());
        if (session.enabled(Feature.IMAP4REV2)) {
            writeName(account, name, context.out());
        }
        session.state(new ImapState.Selected(account, selected));
        StatusResponse completed = StatusResponse.ok(
                selected.readOnly() ? ResponseCode.READ_ONLY : ResponseCode.READ_WRITE, name() + " completed");
        Optional<QuickResync> resync = parameters.resync().filter(known -> known.matches(selected.view()));
        return resync.map(known -> changes(context, selected, known, completed)).orElse(Outcome.done(completed));
    }

    /** What happened since the client was here, RFC 7162 §3.2.5.1: first what is gone, then what has changed. */
    private static Outcome changes(
            CommandContext context, SelectedMailbox selected, QuickResync known, StatusResponse completed) {
        VanishedResponse.writeEarlier(known.vanished(selected), context.out());
        return FetchResponses.stream(
                context,
                known.messages(selected.view()),
                List.of(new UidItem(), new FlagsItem(), new ModSeqItem()),
                index -> selected.modSeq(index) > known.modSeq(),
                index -> false,
                completed);
    }

    /** What may stand in parentheses behind the name, RFC 4466 §2.1. */
    private record Parameters(boolean condstore, Optional<QuickResync> resync) {
        static final Parameters NONE = new Parameters(false, Optional.empty());

        static Parameters parse(ImapParser arguments) {
            boolean condstore = false;
            Optional<QuickResync> resync = Optional.empty();
            arguments.open();
            do {
                if (arguments.acceptKeyword("CONDSTORE")) {
                    condstore = true;
                } else if (resync.isEmpty() && arguments.acceptKeyword("QRESYNC")) {
                    arguments.sp();
                    resync = Optional.of(QuickResync.parse(arguments));
                } else {
                    throw arguments.expected("select parameter");
                }
            } while (arguments.accept(' '));
            arguments.close();
            return new Parameters(condstore, resync);
        }
    }

    private static void writeFacts(SelectedMailbox selected, ImapWriter out) {
        MailboxSnapshot view = selected.view();
        selected.writeFlagNames(out);
        out.text("* ").number(view.count()).text(" EXISTS").crlf();
        selected.writeRecent(out);
        int unseen = view.firstUnseen();
        // A sequence number, RFC 9586 §3.
        if (unseen >= 0 && selected.features().recent() && !selected.features().uidOnly()) {
            writeFact("UNSEEN", unseen + 1L, "First unseen", out);
        }
        writeFact("UIDVALIDITY", view.uidValidity(), "UIDs valid", out);
        writeFact("UIDNEXT", view.uidNext(), "Predicted next UID", out);
        writeFact("HIGHESTMODSEQ", view.highestModSeq(), "Highest", out);
        ResponseCode id = MailboxNames.idCode(selected.mailbox().id());
        StatusResponse.ok(id, "Mailbox for ever").write("*", out);
    }

    /** The mailbox as LIST tells it, RFC 9051 §6.3.2. */
    private static void writeName(Account account, MailboxName name, ImapWriter out) {
        new MailboxListing(ListRequest.of(name))
                .lines(account).stream()
                        .filter(line -> line.name().equals(name))
                        .forEach(line -> ListCommand.write("LIST", line, out));
    }

    private static void writeFact(String code, long value, String text, ImapWriter out) {
        out.text("* OK [").text(code).sp().number(value).text("] ").text(text).crlf();
    }
}
