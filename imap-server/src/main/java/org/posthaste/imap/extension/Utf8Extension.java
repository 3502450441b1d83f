package org.posthaste.imap.extension;

import java.util.List;
import java.util.Map;
import org.posthaste.imap.session.Feature;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.imap.session.ImapState;

/**
 * UTF8=ACCEPT, RFC 6855: names in {@code ImapParser} and {@code ImapWriter}, APPEND in {@code MessageReceiver}, SEARCH in {@code SearchArguments}.
 *
 * <p>Deviation: clients that did not enable it get messages with UTF-8 in their header as they are, in literals and never in quoted strings, not the surrogates of RFC 6858 §2 which RFC
 * 6855 §7 allows: whatever programs show of the octets is more than they can show of an address that was taken away, and a copy that such a program makes elsewhere stays whole.
 */
final class Utf8Extension implements ImapExtension {
    @Override
    public List<String> capabilities(ImapSession session) {
        return session.state() instanceof ImapState.NotAuthenticated ? List.of() : List.of("UTF8=ACCEPT");
    }

    @Override
    public Map<String, Feature> enables() {
        return Map.of("UTF8=ACCEPT", Feature.UTF8_ACCEPT);
    }
}
