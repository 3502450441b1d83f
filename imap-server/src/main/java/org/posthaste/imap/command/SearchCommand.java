package org.posthaste.imap.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.imap.protocol.StatusResponse;
import org.posthaste.imap.search.SearchKeys;
import org.posthaste.imap.search.SearchParser;
import org.posthaste.imap.search.SearchReturn;
import org.posthaste.imap.session.Feature;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.imap.session.ImapState;
import org.posthaste.imap.session.SelectedMailbox;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.MessageReader;
import org.posthaste.mailstore.search.SearchEngine;
import org.posthaste.mailstore.search.SearchQuery;

/**
 * SEARCH and UID SEARCH, RFC 3501 §6.4.4 and §6.4.8, with RETURN (RFC 4731) and MODSEQ (RFC 7162 §3.1.5). A search that may take long runs on a pool of its own, so that many of
 * them cannot hold up other sessions; it is stopped when the connection ends.
 */
public final class SearchCommand implements ImapCommand.Selected {
    /** Searches of headers in no more messages than this are answered at once: what they need is kept apart from the messages. */
    private static final int SMALL = 500;

    /** Comparisons that may be made without handing over to the pool. */
    private static final long MANY = 5_000_000;

    private final SearchKeys keys;

    public SearchCommand(SearchKeys keys) {
        this.keys = keys;
    }

    @Override
    public String name() {
        return "SEARCH";
    }

    @Override
    public boolean uidForm() {
        return true;
    }

    @Override
    public Updates updates(boolean uid) {
        return uid ? Updates.ALL : Updates.NO_EXPUNGES;
    }

    @Override
    public Outcome execute(CommandContext context, ImapState.Selected state, ImapParser arguments) {
        ImapSession session = context.session();
        SelectedMailbox selected = state.mailbox();
        arguments.sp();
        SearchReturn wanted = SearchReturn.parse(arguments);
        SearchParser parser =
                new SearchParser(keys, selected, session.services().clock().instant());
        if (arguments.acceptKeyword("CHARSET")) {
            arguments.sp();
            parser.charset(charset(arguments.astring()));
            arguments.sp();
        }
        SearchQuery query = parser.keys(arguments);
        arguments.end();
        if (parser.usesModSeq()) {
            session.enable(Feature.CONDSTORE);
        }
        MailboxSnapshot snapshot = selected.told();
        boolean quick = reads(query, false)
                ? snapshot.count() <= SMALL && !reads(query, true)
                : (long) parser.keyCount() * snapshot.count() <= MANY;
        if (quick) {
            return completed(
                    context, selected, wanted, parser.usesModSeq(), search(snapshot, query, selected.reader()));
        }
        CompletableFuture<BitSet> found = new CompletableFuture<>();
        MessageReader reader = selected.mailbox().reader();
        try {
            Future<?> running = session.services().searches().submit(() -> {
                try {
                    found.complete(search(snapshot, query, reader));
                } catch (RuntimeException e) {
                    found.completeExceptionally(e);
                }
            });
            session.workBegun(() -> running.cancel(true));
        } catch (RejectedExecutionException e) {
            throw ImapRefusal.no(ResponseCode.LIMIT, "Too many searches, try again later");
        }
        return Outcome.later(found, hits -> completed(context, selected, wanted, parser.usesModSeq(), hits));
    }

    private static BitSet search(MailboxSnapshot snapshot, SearchQuery query, MessageReader reader) {
        try {
            return SearchEngine.search(snapshot, query, reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Charset charset(String name) {
        if (name.equalsIgnoreCase("US-ASCII")) {
            return StandardCharsets.UTF_8;
        }
        try {
            return Charset.forName(name.toUpperCase(Locale.ROOT));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw ImapRefusal.no(ResponseCode.of("BADCHARSET", "(UTF-8 US-ASCII)"), "Unknown charset");
        }
    }

    private static Outcome completed(
            CommandContext context, SelectedMailbox selected, SearchReturn wanted, boolean modSeqs, BitSet hits) {
        MailboxSnapshot searched = selected.told();
        MailboxSnapshot view = selected.view();
        int[] numbers = new int[hits.cardinality()];
        long[] sequence = new long[modSeqs ? numbers.length : 0];
        int length = 0;
        for (int hit = hits.nextSetBit(0); hit >= 0; hit = hits.nextSetBit(hit + 1)) {
            // A message that is in the newer snapshot only is not known to the client yet.
            int index = searched == view ? hit : view.indexOf(searched.uid(hit));
            if (index >= 0) {
                numbers[length] = context.uid() ? searched.uid(hit) : index + 1;
                if (modSeqs) {
                    sequence[length] = searched.modSeq(hit);
                }
                length++;
            }
        }
        SearchReturn.Found found =
                new SearchReturn.Found(Arrays.copyOf(numbers, length), Arrays.copyOf(sequence, modSeqs ? length : 0));
        ImapWriter out = context.out();
        wanted.write(context.tag(), context.uid(), found, out);
        return Outcome.done(StatusResponse.ok("SEARCH completed"));
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
                                || query instanceof SearchQuery.Thread);
    }
}
