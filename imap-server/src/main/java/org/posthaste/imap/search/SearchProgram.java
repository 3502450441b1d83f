package org.posthaste.imap.search;

import org.posthaste.mailstore.search.SearchQuery;

/**
 * The keys of one search, understood.
 *
 * @param modSeqs whether MODSEQ was among them, which changes the answer (RFC 7162 §3.1.6)
 * @param keys how many there were
 * @param scoped whether they mean something else in another mailbox: there were numbers among them
 */
public record SearchProgram(SearchQuery query, boolean modSeqs, int keys, boolean scoped) {
    /** Searches of headers in no more messages than this are answered at once: what they need is kept apart from the messages. */
    public static final int SMALL = 500;

    /** Comparisons that may be made at once. */
    private static final long MANY = 5_000_000;

    /** True if the search is so little work among this many messages that it need not run elsewhere. */
    public boolean quick(int messages) {
        if (reads(query, false)) {
            return messages <= SMALL && !reads(query, true);
        }
        return (long) keys * messages <= MANY;
    }

    /** True if the text of messages may have to be read to decide. */
    public boolean readsBodies() {
        return reads(query, true);
    }

    /** True if messages may have to be read to decide; with {@code bodies}, more of them than what was kept of their headers. */
    private static boolean reads(SearchQuery query, boolean bodies) {
        if (query instanceof SearchQuery.And and) {
            return and.queries().stream().anyMatch(part -> reads(part, bodies));
        }
        if (query instanceof SearchQuery.Or or) {
            return reads(or.left(), bodies) || reads(or.right(), bodies);
        }
        if (query instanceof SearchQuery.Not not) {
            return reads(not.query(), bodies);
        }
        return query instanceof SearchQuery.Body
                || query instanceof SearchQuery.Text
                || !bodies
                        && (query instanceof SearchQuery.Header
                                || query instanceof SearchQuery.Sent
                                || query instanceof SearchQuery.InThread);
    }
}
