package org.posthaste.imap.fetch;

import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ObjectIds;

/** EMAILID, RFC 8474 §5.3: the same for copies of a message in whatever mailbox. */
public final class EmailIdItem implements FetchItem, FetchAttribute {
    @Override
    public String name() {
        return "EMAILID";
    }

    @Override
    public FetchAttribute parse(ImapParser arguments) {
        return this;
    }

    @Override
    public void render(FetchedMessage message, FetchOutput out) {
        String id = ObjectIds.email(message.view().contentId(message.index()));
        out.writer().text("EMAILID (").text(id).octet(')');
    }
}
