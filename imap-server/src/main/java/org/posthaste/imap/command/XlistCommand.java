package org.posthaste.imap.command;

import java.util.ArrayList;
import java.util.List;
import org.posthaste.imap.list.ListRequest;
import org.posthaste.imap.list.MailboxListing;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.MailboxName;

/** XLIST, the forerunner of RFC 6154 §2 that Outlook uses: LIST with special uses under their old names. */
public final class XlistCommand implements ImapCommand.Authenticated {
    @Override
    public String name() {
        return "XLIST";
    }

    @Override
    public Outcome execute(CommandContext context, Account account, ImapParser arguments) {
        arguments.sp();
        ListRequest request = ListRequest.parsePlain(arguments);
        for (MailboxListing.Line line : new MailboxListing(request).lines(account)) {
            List<String> attributes = new ArrayList<>();
            line.attributes().forEach(attribute -> attributes.add(oldName(attribute)));
            if (line.name().equals(MailboxName.INBOX)) {
                attributes.add("\\Inbox");
            }
            ListCommand.write("XLIST", new MailboxListing.Line(line.name(), attributes), context.out());
        }
        return Outcome.ok("XLIST completed");
    }

    private static String oldName(String attribute) {
        return switch (attribute) {
            case "\\Junk" -> "\\Spam";
            case "\\All" -> "\\AllMail";
            case "\\Flagged" -> "\\Starred";
            default -> attribute;
        };
    }
}
