package org.posthaste.imap.search;

import java.util.BitSet;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.imap.search.SearchReturn.Option;

/**
 * The answer to a search: SEARCH and SORT (RFC 3501 §7.2.5, RFC 5256 §4), or ESEARCH (RFC 4731 §3.1).
 *
 * @param tag of the command; always quoted in ESEARCH, since there are clients that read nothing else
 * @param uid whether UIDs are told
 * @param modSeqs whether modification sequences were asked for (RFC 7162 §3.1.5), which are told then
 * @param mailbox the mailbox that was searched, if the client has to be told (RFC 7377 §2.1)
 */
public record SearchResponse(String tag, boolean uid, boolean modSeqs, Optional<String> mailbox) {
    /** An answer about the selected mailbox. */
    public static SearchResponse of(String tag, boolean uid, boolean modSeqs) {
        return new SearchResponse(tag, uid, modSeqs, Optional.empty());
    }

    /** Writes what is wanted. {@code name} is that of the response without RETURN. */
    public void write(String name, SearchReturn wanted, Found found, ImapWriter out) {
        // RFC 7377 §2.1: nothing is said of a mailbox in which nothing is found.
        if (wanted.silent() || mailbox.isPresent() && found.count() == 0) {
            return;
        }
        if (wanted.extended()) {
            writeExtended(wanted, found, out);
            return;
        }
        out.text("* ").text(name);
        for (int place = 0; place < found.count(); place++) {
            out.sp().number(found.number(place, uid));
        }
        if (modSeqs && found.count() > 0) {
            out.text(" (MODSEQ ")
                    .number(found.highestModSeq(wanted.covered(found.count())))
                    .octet(')');
        }
        out.crlf();
    }

    private void writeExtended(SearchReturn wanted, Found found, ImapWriter out) {
        int count = found.count();
        correlator(found, out);
        if (wanted.has(Option.MIN) && count > 0) {
            out.text(" MIN ").number(found.number(0, uid));
        }
        if (wanted.has(Option.MAX) && count > 0) {
            out.text(" MAX ").number(found.number(count - 1, uid));
        }
        if (wanted.has(Option.COUNT)) {
            out.text(" COUNT ").number(count);
        }
        if (wanted.has(Option.ALL) && count > 0) {
            out.text(" ALL ");
            writeSet(place -> found.number(place, uid), 0, count, out);
        }
        wanted.partial().ifPresent(range -> {
            out.text(" PARTIAL (").text(range.toString()).sp();
            int from = range.from(count);
            int to = range.to(count);
            if (from < to) {
                writeSet(place -> found.number(place, uid), from, to, out);
            } else {
                out.text("NIL");
            }
            out.octet(')');
        });
        BitSet covered = wanted.covered(count);
        if (modSeqs && !covered.isEmpty()) {
            out.text(" MODSEQ ").number(found.highestModSeq(covered));
        }
        out.crlf();
    }

    private void correlator(Found found, ImapWriter out) {
        out.text("* ESEARCH (TAG ").quoted(tag);
        mailbox.ifPresent(name -> out.text(" MAILBOX ")
                .mailbox(name)
                .text(" UIDVALIDITY ")
                .number(found.searched().uidValidity()));
        out.octet(')').text(uid ? " UID" : "");
    }

    /** Writes numbers as a set in their own order: only what ascends one by one becomes a range, RFC 5267 §3.2. */
    static void writeSet(IntUnaryOperator numbers, int from, int to, ImapWriter out) {
        int place = from;
        while (place < to) {
            int first = numbers.applyAsInt(place++);
            int last = first;
            while (place < to && numbers.applyAsInt(place) == last + 1) {
                last++;
                place++;
            }
            out.number(first);
            if (last > first) {
                out.octet(':').number(last);
            }
            if (place < to) {
                out.octet(',');
            }
        }
    }
}
