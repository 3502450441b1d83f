package org.posthaste.imap.list;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.mailstore.Mailbox;

/** All items of STATUS, by name. Immutable. */
public final class StatusItems {
    private final Map<String, StatusItem> byName = new HashMap<>();

    public StatusItems(Collection<StatusItem> items) {
        items.forEach(item -> byName.put(item.name(), item));
    }

    /** The items of RFC 3501 §6.3.10. */
    public static List<StatusItem> basic() {
        return List.of(
                new StatusItem("MESSAGES", figures -> figures.counters().messages()),
                new StatusItem("RECENT", figures -> figures.counters().recent()),
                new StatusItem("UIDNEXT", figures -> figures.counters().uidNext()),
                new StatusItem("UIDVALIDITY", figures -> figures.counters().uidValidity()),
                new StatusItem("UNSEEN", figures -> figures.counters().unseen()));
    }

    /** Items in parentheses. */
    public List<StatusItem> parse(ImapParser arguments) {
        List<StatusItem> items = new ArrayList<>();
        arguments.open();
        while (!arguments.next(')')) {
            int start = arguments.position();
            StatusItem item = byName.get(arguments.keyword());
            if (item == null) {
                arguments.seek(start);
                throw arguments.expected("status item");
            }
            if (!items.contains(item)) {
                items.add(item);
            }
            if (!arguments.accept(' ') && !arguments.next(')')) {
                throw arguments.expected("SP or ')'");
            }
        }
        arguments.close();
        return items;
    }

    /** The STATUS response, RFC 3501 §7.2.4; nothing of it may depend on a session. */
    public static void write(Mailbox mailbox, String name, List<StatusItem> items, ImapWriter out) {
        StatusItem.Figures figures = new StatusItem.Figures(mailbox, mailbox.status());
        out.text("* STATUS ").mailbox(name).text(" (");
        for (int i = 0; i < items.size(); i++) {
            StatusItem item = items.get(i);
            out.text(i == 0 ? "" : " ").text(item.name()).sp();
            item.value().write(figures, out);
        }
        out.octet(')').crlf();
    }
}
