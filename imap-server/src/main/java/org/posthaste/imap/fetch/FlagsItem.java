package org.posthaste.imap.fetch;

import org.posthaste.imap.protocol.ImapParser;

/** FLAGS, with \\Recent as this session sees it, RFC 3501 §7.4.2. */
public final class FlagsItem implements FetchItem, FetchAttribute {
    @Override
    public String name() {
        return "FLAGS";
    }

    @Override
    public FetchAttribute parse(ImapParser arguments) {
        return this;
    }

    @Override
    public void render(FetchedMessage message, FetchOutput out) {
        message.mailbox().writeFlags(message.index(), out.writer());
    }
}
