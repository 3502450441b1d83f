package org.posthaste.imap.fetch;

import org.posthaste.imap.protocol.ImapParser;

/** MODSEQ, RFC 7162 §3.1.4.2. */
public final class ModSeqItem implements FetchItem, FetchAttribute {
    @Override
    public String name() {
        return "MODSEQ";
    }

    @Override
    public FetchAttribute parse(ImapParser arguments) {
        return this;
    }

    @Override
    public void render(FetchedMessage message, FetchOutput out) {
        out.writer()
                .text("MODSEQ (")
                .number(message.mailbox().modSeq(message.index()))
                .octet(')');
    }
}
