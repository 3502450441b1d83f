package org.posthaste.mailstore.search;

import java.time.LocalDate;
import java.util.List;
import org.posthaste.mailstore.UidSet;

/** What to look for, free of any protocol. RFC 9051 §6.4.4 defines the meaning of each key. */
public sealed interface SearchQuery {
    /** Every message. */
    record All() implements SearchQuery {}

    /** All of them; an empty list matches everything. */
    record And(List<SearchQuery> queries) implements SearchQuery {
        public And {
            queries = List.copyOf(queries);
        }
    }

    record Or(SearchQuery left, SearchQuery right) implements SearchQuery {}

    record Not(SearchQuery query) implements SearchQuery {}

    /** Has a system flag ({@code \Seen}) or keyword. */
    record HasFlag(String name) implements SearchQuery {}

    record Uids(UidSet uids) implements SearchQuery {}

    record Larger(long octets) implements SearchQuery {}

    record Smaller(long octets) implements SearchQuery {}

    /** Compares the internal date, without time and zone. */
    record Arrived(Comparison comparison, LocalDate date) implements SearchQuery {}

    /** Compares the Date field, without time and zone. */
    record Sent(Comparison comparison, LocalDate date) implements SearchQuery {}

    /** Compares the save date (RFC 8514), without time and zone. */
    record Saved(Comparison comparison, LocalDate date) implements SearchQuery {}

    /** Arrived at or after this second (YOUNGER, RFC 5032). */
    record ArrivedSince(long epochSecond) implements SearchQuery {}

    /** Modification sequence at least this (RFC 7162 §3.1.5). */
    record ModSeq(long atLeast) implements SearchQuery {}

    /** Has these octets: {@link org.posthaste.mailstore.MailboxSnapshot#contentId}. */
    record Content(long id) implements SearchQuery {}

    /** Belongs to this thread, as {@link org.posthaste.common.message.ThreadRoot} names it. */
    record InThread(String root) implements SearchQuery {}

    /** A header field of this name holds this text, decoded; empty text: the field exists. */
    record Header(String field, String text) implements SearchQuery {}

    /** A text part of the body holds this text, decoded. */
    record Body(String text) implements SearchQuery {}

    /** Header or body hold this text, decoded. */
    record Text(String text) implements SearchQuery {}

    /** How dates compare. */
    enum Comparison {
        BEFORE,
        ON,
        SINCE
    }
}
