package org.posthaste.imap.fetch;

import org.posthaste.imap.protocol.ImapParser;

/** Something FETCH can be asked for. Stateless. */
public interface FetchItem {
    /** In upper case, up to a bracket. */
    String name();

    /** Reads what follows the name. */
    FetchAttribute parse(ImapParser arguments);
}
