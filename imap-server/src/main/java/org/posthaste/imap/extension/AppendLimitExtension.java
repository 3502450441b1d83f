package org.posthaste.imap.extension;

import java.util.List;
import org.posthaste.imap.list.StatusItem;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.imap.session.ImapState;

/** APPENDLIMIT, RFC 7889: one limit for all mailboxes, so it stands in the capability and STATUS repeats it. */
final class AppendLimitExtension implements ImapExtension {
    private final long limit;

    AppendLimitExtension(long limit) {
        this.limit = limit;
    }

    @Override
    public List<String> capabilities(ImapSession session) {
        return session.state() instanceof ImapState.NotAuthenticated ? List.of() : List.of("APPENDLIMIT=" + limit);
    }

    @Override
    public List<StatusItem> statusItems() {
        return List.of(new StatusItem("APPENDLIMIT", figures -> limit));
    }
}
