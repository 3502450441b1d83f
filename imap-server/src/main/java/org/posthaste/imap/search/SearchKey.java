package org.posthaste.imap.search;

import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.mailstore.search.SearchQuery;

/** One key of SEARCH, RFC 3501 §6.4.4. Stateless. */
public interface SearchKey {
    /** In upper case. */
    String name();

    /** Reads what follows the name, the blank before it included. */
    SearchQuery parse(SearchParser search, ImapParser arguments);
}
