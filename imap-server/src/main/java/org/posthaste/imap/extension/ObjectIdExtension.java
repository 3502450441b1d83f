package org.posthaste.imap.extension;

import java.util.List;
import org.posthaste.imap.fetch.EmailIdItem;
import org.posthaste.imap.fetch.FetchItem;
import org.posthaste.imap.fetch.ThreadIdItem;
import org.posthaste.imap.list.StatusItem;
import org.posthaste.imap.protocol.ObjectIds;
import org.posthaste.imap.search.SearchKey;
import org.posthaste.imap.search.SearchKeys;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.imap.session.ImapState;
import org.posthaste.mailstore.search.SearchQuery;

/** OBJECTID, RFC 8474: mailboxes, messages and threads by identifiers that outlive names and moves. CREATE and SELECT tell them too. */
final class ObjectIdExtension implements ImapExtension {
    private static final SearchQuery NONE = SearchKeys.not(new SearchQuery.All());

    @Override
    public List<String> capabilities(ImapSession session) {
        return session.state() instanceof ImapState.NotAuthenticated ? List.of() : List.of("OBJECTID");
    }

    @Override
    public List<FetchItem> fetchItems() {
        return List.of(new EmailIdItem(), new ThreadIdItem());
    }

    @Override
    public List<SearchKey> searchKeys() {
        return List.of(
                SearchKeys.key("EMAILID", (search, arguments) -> {
                    arguments.sp();
                    var content = ObjectIds.contentId(arguments.astring());
                    return content.isPresent() ? new SearchQuery.Content(content.getAsLong()) : NONE;
                }),
                SearchKeys.key("THREADID", (search, arguments) -> {
                    arguments.sp();
                    String id = arguments.astring();
                    return id.startsWith("T") ? new SearchQuery.InThread(id.substring(1)) : NONE;
                }));
    }

    @Override
    public List<StatusItem> statusItems() {
        return List.of(new StatusItem("MAILBOXID", (figures, out) -> out.octet('(')
                .text(ObjectIds.mailbox(figures.mailbox().id().value()))
                .octet(')')));
    }
}
