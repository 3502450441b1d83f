package org.posthaste.imap.search;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.imap.session.SelectedMailbox;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.UidSet;
import org.posthaste.mailstore.search.SearchEngine;
import org.posthaste.mailstore.search.SearchQuery;
import org.posthaste.mailstore.sort.HeaderColumnsCache;
import org.posthaste.mailstore.sort.SortCriterion;
import org.posthaste.mailstore.sort.SortEngine;

/**
 * A search whose result is kept up to date, RFC 5267 §4.3: it looks only at messages that came or changed, and tells the client what that does to the result it has. Confined to the
 * session's executor.
 */
final class SearchContext {
    private final String tag;
    private final boolean uid;
    private final SearchQuery query;
    /** Empty for the order of the mailbox. */
    private final List<SortCriterion> criteria;

    private final HeaderColumnsCache columns;
    /** The result the client has, as UIDs in its order. */
    private int[] result;
    /** The state of flags it was found in. */
    private MailboxSnapshot seen;
    /** Messages with this UID or above were not looked at. */
    private int next;

    SearchContext(
            SearchResponse command,
            SearchQuery query,
            List<SortCriterion> criteria,
            HeaderColumnsCache columns,
            Found found,
            MailboxSnapshot view) {
        this.tag = command.tag();
        this.uid = command.uid();
        this.query = query;
        this.criteria = List.copyOf(criteria);
        this.columns = columns;
        this.result = found.uids();
        this.seen = found.searched();
        this.next = view.uidNext();
    }

    String tag() {
        return tag;
    }

    /** Tells that messages are about to be expunged, with the numbers they still have. */
    void expunging(SelectedMailbox mailbox, int[] indexes, ImapWriter out) {
        UidSet gone = UidSet.of(Arrays.stream(indexes).map(mailbox.view()::uid).toArray());
        remove(gone, mailbox, out);
    }

    /** Tells what new messages and changed flags do to the result. */
    void update(SelectedMailbox mailbox, ImapWriter out) throws IOException {
        MailboxSnapshot told = mailbox.told();
        MailboxSnapshot view = mailbox.view();
        IntStream changed =
                Arrays.stream(told.since(seen).changedIndexes()).map(told::uid).filter(changedUid -> changedUid < next);
        int firstNew = view.indexOf(next);
        IntStream fresh = IntStream.range(firstNew < 0 ? -firstNew - 1 : firstNew, view.count())
                .map(view::uid);
        UidSet affected = UidSet.of(IntStream.concat(changed, fresh).toArray());
        next = Math.max(next, view.uidNext());
        seen = told;
        if (affected.isEmpty()) {
            return;
        }
        BitSet hits = SearchEngine.search(
                told, new SearchQuery.And(List.of(new SearchQuery.Uids(affected), query)), mailbox.reader());
        UidSet matching = UidSet.of(hits.stream()
                .map(told::uid)
                .filter(match -> view.indexOf(match) >= 0)
                .toArray());
        UidSet before = UidSet.of(result);
        UidSet.Builder gone = new UidSet.Builder();
        affected.forEach(each -> {
            // What is expunged meanwhile stays until that is told.
            if (before.contains(each) && !matching.contains(each) && told.indexOf(each) >= 0) {
                gone.add(each);
            }
        });
        remove(gone.build(), mailbox, out);
        add(
                IntStream.of(members(matching))
                        .filter(each -> !before.contains(each))
                        .toArray(),
                mailbox,
                out);
    }

    private static int[] members(UidSet uids) {
        IntStream.Builder members = IntStream.builder();
        uids.forEach(members::add);
        return members.build().toArray();
    }

    private void remove(UidSet gone, SelectedMailbox mailbox, ImapWriter out) {
        int[] places = IntStream.range(0, result.length)
                .filter(place -> gone.contains(result[place]))
                .toArray();
        if (places.length == 0) {
            return;
        }
        begin(" REMOVEFROM (", mailbox, out);
        if (criteria.isEmpty()) {
            out.text("0 ");
            SearchResponse.writeSet(i -> number(result[places[i]], mailbox), 0, places.length, out);
        } else {
            // From the last place to the first, so that places mean the same before and after.
            for (int to = places.length; to > 0; ) {
                int from = to - 1;
                while (from > 0 && places[from - 1] == places[from] - 1) {
                    from--;
                }
                out.text(to < places.length ? " " : "")
                        .number(places[from] + 1L)
                        .sp();
                SearchResponse.writeSet(i -> number(result[places[i]], mailbox), from, to, out);
                to = from;
            }
        }
        out.octet(')').crlf();
        result = Arrays.stream(result).filter(each -> !gone.contains(each)).toArray();
    }

    private void add(int[] uids, SelectedMailbox mailbox, ImapWriter out) throws IOException {
        if (uids.length == 0) {
            return;
        }
        MailboxSnapshot view = mailbox.view();
        int[] both = IntStream.concat(Arrays.stream(result), Arrays.stream(uids))
                .sorted()
                .toArray();
        if (criteria.isEmpty()) {
            result = both;
            begin(" ADDTO (0 ", mailbox, out);
            SearchResponse.writeSet(i -> number(uids[i], mailbox), 0, uids.length, out);
        } else {
            int[] indexes = Arrays.stream(both)
                    .map(view::indexOf)
                    .filter(index -> index >= 0)
                    .toArray();
            result = Arrays.stream(SortEngine.sort(view, indexes, criteria, mailbox.reader(), columns.of(view)))
                    .map(view::uid)
                    .toArray();
            columns.trim();
            begin(" ADDTO (", mailbox, out);
            writeInsertions(UidSet.of(uids), mailbox, out);
        }
        out.octet(')').crlf();
    }

    /** Pairs of place and messages in ascending order, each place that in the new result. */
    private void writeInsertions(UidSet added, SelectedMailbox mailbox, ImapWriter out) {
        boolean first = true;
        for (int from = 0; from < result.length; from++) {
            int to = from;
            while (to < result.length && added.contains(result[to])) {
                to++;
            }
            if (to > from) {
                out.text(first ? "" : " ").number(from + 1L).sp();
                SearchResponse.writeSet(i -> number(result[i], mailbox), from, to, out);
                first = false;
                from = to;
            }
        }
    }

    private void begin(String item, SelectedMailbox mailbox, ImapWriter out) {
        out.text("* ESEARCH (TAG ")
                .quoted(tag)
                .octet(')')
                .text(uids(mailbox) ? " UID" : "")
                .text(item);
    }

    private int number(int messageUid, SelectedMailbox mailbox) {
        return uids(mailbox) ? messageUid : mailbox.view().indexOf(messageUid) + 1;
    }

    /** A client may have given up numbers since it searched by them, RFC 9586 §3. */
    private boolean uids(SelectedMailbox mailbox) {
        return uid || mailbox.features().uidOnly();
    }
}
