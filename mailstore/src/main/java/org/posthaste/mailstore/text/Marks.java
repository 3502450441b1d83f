package org.posthaste.mailstore.text;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.posthaste.mailstore.MailboxId;

/**
 * How far an account's mailboxes are in its index; kept with each commit of it, so that after a crash both agree.
 *
 * @param uids for each mailbox the UID up to which all messages are in the index
 * @param newest no record in the index is higher
 */
record Marks(Map<Integer, Integer> uids, long newest) {
    /** Of an index without messages. */
    static final Marks NONE = new Marks(Map.of(), 0);

    /**
     * Has to be counted up whenever texts of messages come out otherwise than before, or a search would miss what is
     * indexed by their old form. A Java of another version may know other characters.
     */
    static final int FORM = 1;

    private static final String FORM_AND_JAVA =
            FORM + " java " + Runtime.version().feature();

    private static final String FORM_KEY = "form";
    private static final String UIDS_KEY = "uids";
    private static final String NEWEST_KEY = "newest";

    Marks {
        uids = Map.copyOf(uids);
    }

    /** Reads what {@link #encode} wrote; fails with an IllegalArgumentException for an index of another form. */
    static Marks decode(Map<String, String> data) {
        if (!FORM_AND_JAVA.equals(data.get(FORM_KEY))) {
            throw new IllegalArgumentException("text index of another form: " + data.get(FORM_KEY));
        }
        Map<Integer, Integer> uids = new HashMap<>();
        for (String mark : data.getOrDefault(UIDS_KEY, "").split(" ", -1)) {
            int colon = mark.indexOf(':');
            if (colon > 0) {
                uids.put(Integer.valueOf(mark.substring(0, colon)), Integer.valueOf(mark.substring(colon + 1)));
            }
        }
        return new Marks(uids, Long.parseLong(data.getOrDefault(NEWEST_KEY, "0")));
    }

    Map<String, String> encode() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(uids)
                .forEach((mailbox, uid) ->
                        text.append(mailbox).append(':').append(uid).append(' '));
        return Map.of(FORM_KEY, FORM_AND_JAVA, UIDS_KEY, text.toString(), NEWEST_KEY, Long.toString(newest));
    }

    /** UID up to which a mailbox is in the index. */
    int uid(MailboxId mailbox) {
        return uids.getOrDefault(mailbox.value(), 0);
    }
}
