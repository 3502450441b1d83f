package org.posthaste.imap.command;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.posthaste.imap.list.ListRequest;
import org.posthaste.imap.list.ListRequest.Return;
import org.posthaste.imap.list.MailboxListing;
import org.posthaste.imap.list.StatusItems;
import org.posthaste.imap.namespace.Place;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.rights.Right;

/** LIST, RFC 3501 §6.3.8, with selection and return options (RFC 5258), special uses (RFC 6154), STATUS (RFC 5819), MYRIGHTS (RFC 8440) and METADATA (RFC 9590). */
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
        List<MailboxListing.Line> lines = new MailboxListing(request).lines(account);
        var annotations = Metadata.ofLines(context, account, lines, request.metadata());
        for (MailboxListing.Line line : lines) {
            write("LIST", line, out);
            line.place().ifPresent(place -> writeReturned(request, place, annotations, out));
        }
        return Outcome.ok("LIST completed");
    }

    private static void writeReturned(
            ListRequest request, Place place, Map<MailboxId, SortedMap<String, byte[]>> annotations, ImapWriter out) {
        Optional<Mailbox> mailbox = place.mailbox();
        if (mailbox.isEmpty()) {
            return;
        }
        if (!request.status().isEmpty() && place.rights().has(Right.READ)) {
            StatusItems.write(mailbox.get(), place.shown().value(), request.status(), out);
        }
        if (request.returned().contains(Return.MYRIGHTS)) {
            MyRightsCommand.write(place, out);
        }
        if (!request.metadata().isEmpty() && Metadata.accessible(place)) {
            Metadata.write(
                    place.shown().value(),
                    request.metadata(),
                    annotations.getOrDefault(mailbox.get().id(), Collections.emptySortedMap()),
                    out);
        }
    }

    /** Writes a line of LIST, LSUB or XLIST. */
    static void write(String response, MailboxListing.Line line, ImapWriter out) {
        out.text("* ").text(response).text(" (");
        out.text(String.join(" ", line.attributes()));
        out.text(") \"/\" ").mailbox(line.name().value());
        if (!line.childInfo().isEmpty()) {
            out.text(" (\"CHILDINFO\" (");
            out.text(line.childInfo().stream()
                    .map(option -> '"' + option.name().replace('_', '-') + '"')
                    .collect(Collectors.joining(" ")));
            out.text("))");
        }
        out.crlf();
    }
}
