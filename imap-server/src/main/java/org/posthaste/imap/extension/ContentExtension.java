package org.posthaste.imap.extension;

import java.util.List;
import org.posthaste.imap.fetch.BinaryItem;
import org.posthaste.imap.fetch.FetchItem;
import org.posthaste.imap.fetch.PreviewItem;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.imap.session.ImapState;

/** BINARY, RFC 3516 (its APPEND is in {@code AppendCommand}), and PREVIEW, RFC 8970. */
final class ContentExtension implements ImapExtension {
    @Override
    public List<String> capabilities(ImapSession session) {
        return session.state() instanceof ImapState.NotAuthenticated ? List.of() : List.of("BINARY", "PREVIEW");
    }

    @Override
    public List<FetchItem> fetchItems() {
        return List.of(BinaryItem.binary(), BinaryItem.peek(), BinaryItem.size(), new PreviewItem());
    }
}
