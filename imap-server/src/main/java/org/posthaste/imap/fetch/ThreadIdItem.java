package org.posthaste.imap.fetch;

import java.io.IOException;
import java.util.Optional;
import org.posthaste.common.message.ThreadRoot;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ObjectIds;

/** THREADID, RFC 8474 §5.3. NIL for a message that neither refers to another one nor can be referred to, since it has no Message-ID. */
public final class ThreadIdItem implements FetchItem, FetchAttribute {
    @Override
    public String name() {
        return "THREADID";
    }

    @Override
    public FetchAttribute parse(ImapParser arguments) {
        return this;
    }

    @Override
    public void render(FetchedMessage message, FetchOutput out) throws IOException {
        Optional<String> root = ThreadRoot.of(message.rendered());
        out.writer().text("THREADID ");
        if (root.isPresent()) {
            out.writer().text("(").text(ObjectIds.thread(root.get())).octet(')');
        } else {
            out.writer().text("NIL");
        }
    }
}
