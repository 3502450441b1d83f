package org.posthaste.imap.extension;

import java.util.List;
import org.posthaste.imap.fetch.FetchItem;
import org.posthaste.imap.fetch.SaveDateItem;
import org.posthaste.imap.search.SearchKey;
import org.posthaste.imap.search.SearchKeys;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.imap.session.ImapState;
import org.posthaste.mailstore.search.SearchQuery;
import org.posthaste.mailstore.search.SearchQuery.Comparison;

/** SAVEDATE, RFC 8514: when a message came into its mailbox. */
final class SaveDateExtension implements ImapExtension {
    @Override
    public List<String> capabilities(ImapSession session) {
        return session.state() instanceof ImapState.NotAuthenticated ? List.of() : List.of("SAVEDATE");
    }

    @Override
    public List<FetchItem> fetchItems() {
        return List.of(new SaveDateItem());
    }

    @Override
    public List<SearchKey> searchKeys() {
        return List.of(
                SearchKeys.date("SAVEDBEFORE", date -> new SearchQuery.Saved(Comparison.BEFORE, date)),
                SearchKeys.date("SAVEDON", date -> new SearchQuery.Saved(Comparison.ON, date)),
                SearchKeys.date("SAVEDSINCE", date -> new SearchQuery.Saved(Comparison.SINCE, date)),
                SearchKeys.key("SAVEDATESUPPORTED", (search, arguments) -> new SearchQuery.All()));
    }
}
