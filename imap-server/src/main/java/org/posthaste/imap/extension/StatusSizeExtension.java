package org.posthaste.imap.extension;

import java.util.List;
import org.posthaste.imap.list.StatusItem;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.imap.session.ImapState;

/** STATUS=SIZE, RFC 8438. */
final class StatusSizeExtension implements ImapExtension {
    @Override
    public List<String> capabilities(ImapSession session) {
        return session.state() instanceof ImapState.NotAuthenticated ? List.of() : List.of("STATUS=SIZE");
    }

    @Override
    public List<StatusItem> statusItems() {
        return List.of(new StatusItem("SIZE", figures -> figures.counters().octets()));
    }
}
