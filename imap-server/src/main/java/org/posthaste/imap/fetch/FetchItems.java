package org.posthaste.imap.fetch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.posthaste.imap.protocol.ImapParser;

/** All items FETCH knows, by name. Immutable. */
public final class FetchItems {
    private static final int MAX_ITEMS = 200;

    private final Map<String, FetchItem> byName = new HashMap<>();

    public FetchItems(Collection<FetchItem> items) {
        items.forEach(item -> byName.put(item.name(), item));
    }

    /** What FETCH asks for: a macro, one item, or a list of items (RFC 3501 §6.4.5); a macro inside a list is taken too. */
    public List<FetchAttribute> parse(ImapParser arguments) {
        List<FetchAttribute> attributes = new ArrayList<>();
        if (!arguments.next('(')) {
            parseOne(arguments, attributes);
            return attributes;
        }
        arguments.open();
        do {
            if (attributes.size() > MAX_ITEMS) {
                throw arguments.expected("fewer items");
            }
            parseOne(arguments, attributes);
        } while (arguments.accept(' ') && !arguments.next(')'));
        arguments.close();
        return attributes;
    }

    private void parseOne(ImapParser arguments, List<FetchAttribute> into) {
        int start = arguments.position();
        String name = arguments.itemName();
        List<String> macro =
                switch (name) {
                    case "ALL" -> List.of("FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE");
                    case "FAST" -> List.of("FLAGS", "INTERNALDATE", "RFC822.SIZE");
                    case "FULL" -> List.of("FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE");
                    default -> List.of();
                };
        for (String part : macro) {
            into.add(item(part, arguments).parse(arguments));
        }
        if (name.equals("FULL")) {
            into.add(BodyItem.structure());
        }
        if (!macro.isEmpty()) {
            return;
        }
        FetchItem item = byName.get(name);
        if (item == null) {
            arguments.seek(start);
            throw arguments.expected("FETCH item");
        }
        into.add(item.parse(arguments));
    }

    private FetchItem item(String name, ImapParser arguments) {
        FetchItem item = byName.get(name);
        if (item == null) {
            throw arguments.expected("FETCH item");
        }
        return item;
    }
}
