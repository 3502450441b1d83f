package org.posthaste.smtp.receive;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.mailstore.journal.JournalEntry.Kind;
import org.posthaste.smtp.session.MailTransaction;
import org.posthaste.smtp.session.Recipient;
import org.posthaste.smtp.session.SmtpSession;

/** Journal entries of a message that came in. Stateless. */
final class ArrivalEntries {
    private static final int NAMED_RECIPIENTS = 10;
    private static final int NAMES_IN_ENTRY = 900;

    private ArrivalEntries() {}

    /**
     * Entries that become durable together with the message: one, as each costs as much as a copy of the message; only
     * if there are very many recipients some of their names come in others before it.
     *
     * @param queued how many addresses of other hosts it goes to
     * @param details what else there is to tell
     */
    static List<JournalEntry> accepted(
            SmtpSession session, MailTransaction transaction, long size, int queued, Map<String, String> details) {
        List<JournalEntry> entries = new ArrayList<>(1);
        Map<String, String> whereTo = new HashMap<>();
        List.of("mailbox", "reason").stream()
                .filter(details::containsKey)
                .forEach(key -> whereTo.put(key, details.get(key)));
        if (queued > 0) {
            whereTo.put("queued", Integer.toString(queued));
        }
        StringBuilder names = new StringBuilder();
        for (Recipient recipient : transaction.recipients()) {
            String name = recipient.address().toString();
            if (names.length() + name.length() >= NAMES_IN_ENTRY && !names.isEmpty()) {
                Map<String, String> some = new HashMap<>(whereTo);
                some.put("to", names.toString());
                entries.add(session.entry(Kind.FILED, transaction.id(), some));
                names.setLength(0);
            }
            names.append(names.isEmpty() ? "" : ",").append(name);
        }
        Map<String, String> all = new HashMap<>(details);
        all.putAll(whereTo);
        all.put("from", transaction.senderText());
        all.put("to", names.toString());
        all.put("size", Long.toString(size));
        entries.add(session.entry(Kind.ACCEPTED, transaction.id(), all));
        return entries;
    }

    /** The recipients, the first of them by name. */
    static String recipients(MailTransaction transaction) {
        List<Recipient> all = transaction.recipients();
        String named = all.stream()
                .limit(NAMED_RECIPIENTS)
                .map(recipient -> recipient.address().toString())
                .collect(Collectors.joining(","));
        return all.size() <= NAMED_RECIPIENTS ? named : named + " and " + (all.size() - NAMED_RECIPIENTS) + " more";
    }
}
