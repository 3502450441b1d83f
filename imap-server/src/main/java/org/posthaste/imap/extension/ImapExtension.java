package org.posthaste.imap.extension;

import java.util.List;
import java.util.Map;
import org.posthaste.imap.command.ImapCommand;
import org.posthaste.imap.fetch.FetchItem;
import org.posthaste.imap.list.StatusItem;
import org.posthaste.imap.search.SearchKey;
import org.posthaste.imap.session.Feature;
import org.posthaste.imap.session.ImapSession;

/** A part of what the server speaks: what it announces, and what it adds to the tables. Stateless. To add one, write a class and put one line into {@link ImapExtensions}. */
public interface ImapExtension {
    /** What CAPABILITY tells a session of it now. */
    List<String> capabilities(ImapSession session);

    /** Commands it adds. */
    default List<ImapCommand> commands(Vocabulary vocabulary) {
        return List.of();
    }

    /** FETCH items it adds. */
    default List<FetchItem> fetchItems() {
        return List.of();
    }

    /** SEARCH keys it adds. */
    default List<SearchKey> searchKeys() {
        return List.of();
    }

    /** STATUS items it adds. */
    default List<StatusItem> statusItems() {
        return List.of();
    }

    /** What ENABLE can switch on, by the capability's name. */
    default Map<String, Feature> enables() {
        return Map.of();
    }
}
