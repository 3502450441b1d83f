package org.posthaste.imap.fetch;

import org.posthaste.imap.protocol.ImapParser;

/** RFC822.SIZE: exactly the octets BODY[] gives, RFC 3501 §6.4.5. */
public final class SizeItem implements FetchItem, FetchAttribute {
    @Override
    public String name() {
        return "RFC822.SIZE";
    }

    @Override
    public FetchAttribute parse(ImapParser arguments) {
        return this;
    }

    @Override
    public void render(FetchedMessage message, FetchOutput out) {
        out.writer().text("RFC822.SIZE ").number(message.view().size(message.index()));
    }
}
