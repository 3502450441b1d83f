package org.posthaste.imap.fetch;

import java.io.IOException;
import org.posthaste.imap.protocol.ImapParser;

/** ENVELOPE as rendered at delivery, RFC 3501 §7.4.2. */
public final class EnvelopeItem implements FetchItem, FetchAttribute {
    @Override
    public String name() {
        return "ENVELOPE";
    }

    @Override
    public FetchAttribute parse(ImapParser arguments) {
        return this;
    }

    @Override
    public void render(FetchedMessage message, FetchOutput out) throws IOException {
        out.writer().text("ENVELOPE ").octets(message.rendered().envelope());
    }
}
