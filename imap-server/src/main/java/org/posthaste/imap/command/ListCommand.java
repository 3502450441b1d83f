package org.posthaste.imap.command;

import org.posthaste.imap.list.ListRequest;
import org.posthaste.imap.list.MailboxListing;
import org.posthaste.imap.list.StatusItems;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.mailstore.Account;

/** LIST, RFC 3501 §6.3.8, with selection and return options (RFC 5258), special uses (RFC 6154) and STATUS (RFC 5819). */
public final class ListCommand implements ImapCommand.Authenticated {
    private final StatusItems statusItems;

    public ListCommand(StatusItems statusItems) {
        this.statusItems = statusItems;
    }

    @Override
    public String name() {
        return "LIST";
    }

    @Override
    public Outcome execute(CommandContext context, Account account, ImapParser arguments) {
        arguments.sp();
        ListRequest request = ListRequest.parse(arguments, statusItems);
        ImapWriter out = context.out();
        if (request.patterns().isEmpty()) {
            // RFC 3501 §6.3.8: an empty pattern asks for the separator and the root.
            out.text("* LIST (\\Noselect) \"/\" \"\"").crlf();
            return Outcome.ok("LIST completed");
        }
        for (MailboxListing.Line line : new MailboxListing(request).lines(account)) {
            write("LIST", line, out);
            if (!request.status().isEmpty() && line.selectable()) {
                account.mailbox(line.name())
                        .ifPresent(mailbox ->
                                StatusItems.write(mailbox, line.name().value(), request.status(), out));
            }
        }
        return Outcome.ok("LIST completed");
    }

    /** Writes a line of LIST, LSUB or XLIST. */
    static void write(String response, MailboxListing.Line line, ImapWriter out) {
        out.text("* ").text(response).text(" (");
        out.text(String.join(" ", line.attributes()));
        out.text(") \"/\" ").mailbox(line.name().value());
        if (line.childInfo()) {
            out.text(" (\"CHILDINFO\" (\"SUBSCRIBED\"))");
        }
        out.crlf();
    }
}
