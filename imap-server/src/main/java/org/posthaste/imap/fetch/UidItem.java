package org.posthaste.imap.fetch;

import org.posthaste.imap.protocol.ImapParser;

/** UID, RFC 3501 §6.4.5. */
public final class UidItem implements FetchItem, FetchAttribute {
    @Override
    public String name() {
        return "UID";
    }

    @Override
    public FetchAttribute parse(ImapParser arguments) {
        return this;
    }

    @Override
    public void render(FetchedMessage message, FetchOutput out) {
        out.writer().text("UID ").number(message.view().uid(message.index()));
    }
}
