package org.posthaste.imap.fetch;

import java.io.IOException;
import org.posthaste.imap.protocol.ImapParser;

/** BODYSTRUCTURE with extension data, as rendered at delivery, RFC 3501 §7.4.2. */
public final class BodyStructureItem implements FetchItem, FetchAttribute {
    @Override
    public String name() {
        return "BODYSTRUCTURE";
    }

    @Override
    public FetchAttribute parse(ImapParser arguments) {
        return this;
    }

    @Override
    public void render(FetchedMessage message, FetchOutput out) throws IOException {
        out.writer().text("BODYSTRUCTURE ").octets(message.rendered().bodyStructure());
    }
}
