package org.posthaste.imap.extension;

import java.util.List;
import java.util.Map;
import org.posthaste.imap.fetch.FetchItem;
import org.posthaste.imap.fetch.ModSeqItem;
import org.posthaste.imap.list.StatusItem;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.search.SearchKey;
import org.posthaste.imap.search.SearchKeys;
import org.posthaste.imap.search.SearchParser;
import org.posthaste.imap.session.Feature;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.imap.session.ImapState;
import org.posthaste.mailstore.search.SearchQuery;

/** CONDSTORE, RFC 7162 §3.1. Modification sequences are kept for whole messages, so entry names in SEARCH MODSEQ change nothing (§3.1.5). */
final class CondstoreExtension implements ImapExtension {
    @Override
    public List<String> capabilities(ImapSession session) {
        return session.state() instanceof ImapState.NotAuthenticated ? List.of() : List.of("CONDSTORE");
    }

    @Override
    public List<FetchItem> fetchItems() {
        return List.of(new ModSeqItem());
    }

    @Override
    public List<SearchKey> searchKeys() {
        return List.of(SearchKeys.key("MODSEQ", CondstoreExtension::modSeq));
    }

    @Override
    public List<StatusItem> statusItems() {
        return List.of(
                new StatusItem("HIGHESTMODSEQ", figures -> figures.counters().highestModSeq()));
    }

    @Override
    public Map<String, Feature> enables() {
        return Map.of("CONDSTORE", Feature.CONDSTORE);
    }

    private static SearchQuery modSeq(SearchParser search, ImapParser arguments) {
        arguments.sp();
        if (arguments.next('"')) {
            arguments.string();
            arguments.sp();
            arguments.keyword();
            arguments.sp();
        }
        search.noteModSeq();
        return new SearchQuery.ModSeq(arguments.number64());
    }
}
