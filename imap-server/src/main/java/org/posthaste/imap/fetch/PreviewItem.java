package org.posthaste.imap.fetch;

import java.io.IOException;
import org.posthaste.imap.protocol.ImapParser;

/** PREVIEW and PREVIEW (LAZY), RFC 8970 §3. What it shows was made at delivery, so that nothing is too slow for LAZY. */
public final class PreviewItem implements FetchItem, FetchAttribute {
    @Override
    public String name() {
        return "PREVIEW";
    }

    @Override
    public FetchAttribute parse(ImapParser arguments) {
        int start = arguments.position();
        boolean modifiers = arguments.accept(' ') && arguments.accept('(') && arguments.acceptKeyword("LAZY");
        if (!modifiers) {
            arguments.seek(start);
            return this;
        }
        while (arguments.accept(' ')) {
            if (!arguments.acceptKeyword("LAZY")) {
                throw arguments.expected("preview modifier");
            }
        }
        arguments.expect(')');
        return this;
    }

    @Override
    public void render(FetchedMessage message, FetchOutput out) throws IOException {
        out.writer().text("PREVIEW ").string(message.rendered().preview());
    }
}
