package org.posthaste.imap.extension;

import java.util.ArrayList;
import java.util.List;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.search.SearchKey;
import org.posthaste.imap.search.SearchKeys;
import org.posthaste.imap.session.ImapConfig.MessageLimits;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.imap.session.ImapState;
import org.posthaste.mailstore.UidSet;
import org.posthaste.mailstore.search.SearchQuery;

/** MESSAGELIMIT and SAVELIMIT, RFC 9738: told of where the administrator has set a limit. The search keys of §3.2 are always there. */
final class MessageLimitExtension implements ImapExtension {
    private final MessageLimits limits;

    MessageLimitExtension(MessageLimits limits) {
        this.limits = limits;
    }

    @Override
    public List<String> capabilities(ImapSession session) {
        List<String> capabilities = new ArrayList<>();
        if (!(session.state() instanceof ImapState.NotAuthenticated)) {
            if (limits.all() > 0) {
                capabilities.add("MESSAGELIMIT=" + limits.all());
            }
            if (limits.saved() > 0 && (limits.all() == 0 || limits.saved() < limits.all())) {
                capabilities.add("SAVELIMIT=" + limits.saved());
            }
        }
        return capabilities;
    }

    @Override
    public List<SearchKey> searchKeys() {
        return List.of(
                SearchKeys.key("UIDAFTER", (search, arguments) -> uids(uid(arguments) + 1, Integer.MAX_VALUE)),
                SearchKeys.key("UIDBEFORE", (search, arguments) -> uids(1, uid(arguments) - 1)));
    }

    private static long uid(ImapParser arguments) {
        arguments.sp();
        return arguments.nzNumber();
    }

    private static SearchQuery uids(long first, long last) {
        return new SearchQuery.Uids(
                first > last || first > Integer.MAX_VALUE
                        ? UidSet.EMPTY
                        : UidSet.range((int) first, (int) Math.min(last, Integer.MAX_VALUE)));
    }
}
