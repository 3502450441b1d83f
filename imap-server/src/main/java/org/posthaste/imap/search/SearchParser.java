package org.posthaste.imap.search;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapSyntaxException;
import org.posthaste.imap.protocol.Octets;
import org.posthaste.imap.protocol.SequenceSet;
import org.posthaste.imap.session.IndexSet;
import org.posthaste.mailstore.search.SearchQuery;

/**
 * Reads the keys of one SEARCH and translates them into a query of the store: sequence numbers become UIDs of the session's view, \Recent becomes the session's set. Nesting is limited
 * (behaviour under {@code NOT NOT NOT ...} is a syntax error, not a deep stack). Confined to one thread.
 */
public final class SearchParser {
    private static final int MAX_KEYS = 5000;

    private final SearchKeys keys;
    private final SearchScope scope;
    private final Instant now;
    private Charset charset = StandardCharsets.UTF_8;
    private boolean uidOnly;
    private boolean modSeq;
    private boolean scoped;
    private boolean numbered;
    private int keyCount;

    public SearchParser(SearchKeys keys, SearchScope scope, Instant now) {
        this.keys = keys;
        this.scope = scope;
        this.now = now;
    }

    /** The charset of strings, as the CHARSET argument names it. Without one it is US-ASCII, and UTF-8 is understood. */
    public void charset(Charset named) {
        charset = named;
    }

    /** From now on sequence numbers are refused, RFC 9586 §3.5. */
    public void uidOnly() {
        uidOnly = true;
    }

    /** Notes that MODSEQ was asked for, which changes the answer (RFC 7162 §3.1.6). */
    public void noteModSeq() {
        modSeq = true;
    }

    public boolean usesModSeq() {
        return modSeq;
    }

    /** True if a key refers to messages by number, or to what is \Recent in a session. */
    public boolean usesScope() {
        return scoped;
    }

    /** True if a key named messages by sequence number. */
    public boolean usesNumbers() {
        return numbered;
    }

    /** Number of keys read, which says how long the search may take. */
    public int keyCount() {
        return keyCount;
    }

    /** When the search began. */
    public Instant now() {
        return now;
    }

    /** search-key *(SP search-key), all of which must match. */
    public SearchQuery keys(ImapParser arguments) {
        List<SearchQuery> queries = new ArrayList<>();
        do {
            queries.add(key(arguments));
        } while (arguments.accept(' ') && !arguments.atEnd() && !arguments.next(')'));
        return queries.size() == 1 ? queries.get(0) : new SearchQuery.And(queries);
    }

    /** search-key. */
    public SearchQuery key(ImapParser arguments) {
        arguments.deeper();
        if (++keyCount > MAX_KEYS) {
            throw arguments.expected("fewer search keys");
        }
        SearchQuery query;
        if (arguments.next('(')) {
            arguments.open();
            query = keys(arguments);
            arguments.close();
        } else if (arguments.atDigit() || arguments.next('*') || arguments.next('$')) {
            query = numbers(arguments.sequenceSet());
        } else {
            int start = arguments.position();
            String name = arguments.keyword();
            SearchKey key = keys.key(name).orElseThrow(() -> {
                arguments.seek(start);
                return arguments.expected("search key");
            });
            query = key.parse(this, arguments);
        }
        arguments.shallower();
        return query;
    }

    /** Messages with these sequence numbers; those beyond the last match nothing. */
    public SearchQuery numbers(SequenceSet set) {
        if (set.isSaved()) {
            return saved();
        }
        if (uidOnly) {
            throw ImapSyntaxException.uidRequired();
        }
        numbered = true;
        return uids(IndexSet.ofNumbersThatExist(set, scope.view()));
    }

    /** Messages with these UIDs. */
    public SearchQuery uids(SequenceSet set) {
        return set.isSaved() ? saved() : uids(IndexSet.ofUids(set, scope.view()));
    }

    private SearchQuery uids(IndexSet messages) {
        scoped = true;
        return new SearchQuery.Uids(messages.uids(scope.view()));
    }

    /** RFC 5182 §2.1: {@code $}. */
    private SearchQuery saved() {
        scoped = true;
        return new SearchQuery.Uids(scope.saved()
                .orElseThrow(() -> ImapSyntaxException.invalid("$ stands for messages of the selected mailbox")));
    }

    /** Messages that are \Recent in this session. */
    public SearchQuery recent() {
        scoped = true;
        return new SearchQuery.Uids(scope.recent());
    }

    /**
     * A string in the charset of this search; what should be UTF-8 and is not is taken for ISO 8859-1. Deviation, RFC 6855 §3 wants it refused: Jakarta Mail enables UTF8=ACCEPT and then
     * sends the words it looks for in that charset.
     */
    public String text(ImapParser arguments) {
        int start = arguments.position();
        byte[] octets = arguments.astringOctetsInAnyCharset();
        if (charset.equals(StandardCharsets.UTF_8)) {
            return Octets.text(octets, 0, octets.length);
        }
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
        } catch (CharacterCodingException e) {
            throw new ImapSyntaxException("expected " + charset.name().toLowerCase(Locale.ROOT) + " text", start);
        }
    }
}
