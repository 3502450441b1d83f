package org.posthaste.imap.extension;

import java.util.List;
import java.util.Map;
import org.posthaste.imap.session.Feature;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.imap.session.ImapState;

/** QRESYNC, RFC 7162 §3.2: SELECT and FETCH take the parameters, and expunged messages are told by UID once it is enabled. */
final class QresyncExtension implements ImapExtension {
    @Override
    public List<String> capabilities(ImapSession session) {
        return session.state() instanceof ImapState.NotAuthenticated ? List.of() : List.of("QRESYNC");
    }

    @Override
    public Map<String, Feature> enables() {
        return Map.of("QRESYNC", Feature.QRESYNC);
    }
}
