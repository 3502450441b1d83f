package org.posthaste.imap.fetch;

import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.InternalDateFormat;

/** SAVEDATE, RFC 8514 §4.2; in UTC. */
public final class SaveDateItem implements FetchItem, FetchAttribute {
    @Override
    public String name() {
        return "SAVEDATE";
    }

    @Override
    public FetchAttribute parse(ImapParser arguments) {
        return this;
    }

    @Override
    public void render(FetchedMessage message, FetchOutput out) {
        out.writer().text("SAVEDATE ");
        InternalDateFormat.write(message.view().saveDate(message.index()), 0, out.writer());
    }
}
