package org.posthaste.imap.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.posthaste.imap.list.MailboxListing;
import org.posthaste.imap.list.MetadataEntry;
import org.posthaste.imap.namespace.Place;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.rights.Right;
import org.posthaste.mailstore.rights.Rights;

/** What commands about annotations share, RFC 5464 and RFC 9590. */
final class Metadata {
    private Metadata() {}

    /** RFC 5464 §3.3: who sees a mailbox and has something to do with its messages may have annotations there. */
    static boolean accessible(Place place) {
        Rights rights = place.rights();
        return rights.has(Right.LOOKUP) && rights.hasAny(Right.READ, Right.SEEN, Right.WRITE, Right.INSERT, Right.POST);
    }

    /** Annotations of what LIST tells, read together. */
    static Map<MailboxId, SortedMap<String, byte[]>> ofLines(
            CommandContext context, Account viewer, List<MailboxListing.Line> lines, List<MetadataEntry> asked) {
        List<MailboxId> mailboxes = new ArrayList<>();
        for (MailboxListing.Line line : lines) {
            line.place()
                    .filter(place -> !asked.isEmpty() && accessible(place))
                    .flatMap(Place::mailbox)
                    .ifPresent(mailbox -> mailboxes.add(mailbox.id()));
        }
        return context.session().services().store().annotations().of(viewer.id(), mailboxes);
    }

    /** The METADATA response with the values of entries, RFC 5464 §4.4.1; NIL for those without one. */
    static void write(String mailbox, List<MetadataEntry> entries, SortedMap<String, byte[]> values, ImapWriter out) {
        out.text("* METADATA ").mailbox(mailbox).text(" (");
        boolean first = true;
        for (MetadataEntry entry : entries) {
            if (!first) {
                out.sp();
            }
            writeValue(entry.name(), Optional.ofNullable(values.get(entry.name())), out);
            first = false;
        }
        out.octet(')').crlf();
    }

    /** A name and its value. */
    static void writeValue(String name, Optional<byte[]> value, ImapWriter out) {
        out.astring(name).sp();
        if (value.isPresent()) {
            out.string(value.get());
        } else {
            out.text("NIL");
        }
    }
}
