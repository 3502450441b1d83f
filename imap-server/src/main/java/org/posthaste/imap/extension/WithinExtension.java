package org.posthaste.imap.extension;

import java.util.List;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.search.SearchKey;
import org.posthaste.imap.search.SearchKeys;
import org.posthaste.imap.search.SearchParser;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.imap.session.ImapState;
import org.posthaste.mailstore.search.SearchQuery;

/** WITHIN, RFC 5032: OLDER and YOUNGER. */
final class WithinExtension implements ImapExtension {
    @Override
    public List<String> capabilities(ImapSession session) {
        return session.state() instanceof ImapState.NotAuthenticated ? List.of() : List.of("WITHIN");
    }

    @Override
    public List<SearchKey> searchKeys() {
        return List.of(
                SearchKeys.key("YOUNGER", (search, arguments) -> arrivedSince(search, arguments)),
                SearchKeys.key("OLDER", (search, arguments) -> SearchKeys.not(arrivedSince(search, arguments))));
    }

    private static SearchQuery arrivedSince(SearchParser search, ImapParser arguments) {
        arguments.sp();
        return new SearchQuery.ArrivedSince(search.now().getEpochSecond() - arguments.nzNumber());
    }
}
