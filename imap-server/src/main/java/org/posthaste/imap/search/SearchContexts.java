package org.posthaste.imap.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.posthaste.imap.protocol.ImapSyntaxException;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.imap.search.SearchReturn.Option;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.imap.session.SelectedMailbox;
import org.posthaste.imap.session.ViewListener;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.sort.SortCriterion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The searches of a selected mailbox whose results are kept up to date, RFC 5267 §4.3. They end with the selection. Confined to the session's executor.
 *
 * <p>Refused are more than {@value #MAX} of them, and searches for the text of messages: a flag changed on all messages would mean to read them all again while the client waits.
 */
public final class SearchContexts implements ViewListener {
    private static final int MAX = 8;
    private static final Logger LOG = LoggerFactory.getLogger(SearchContexts.class);

    private final List<SearchContext> contexts = new ArrayList<>();

    private SearchContexts() {}

    /** Those of a mailbox. */
    public static SearchContexts of(SelectedMailbox mailbox) {
        if (mailbox.listener() instanceof SearchContexts contexts) {
            return contexts;
        }
        SearchContexts contexts = new SearchContexts();
        mailbox.listener(contexts);
        return contexts;
    }

    /** Fails if UPDATE is wanted and a search with this tag is being updated, RFC 5267 §4.3. */
    public static void requireFreshTag(SearchReturn wanted, String tag, SelectedMailbox mailbox) {
        if (wanted.has(Option.UPDATE)
                && of(mailbox).contexts.stream()
                        .anyMatch(context -> context.tag().equals(tag))) {
            throw ImapSyntaxException.invalid("Tag reuse");
        }
    }

    /**
     * Keeps a result up to date from now on if UPDATE is wanted; or tells that it does not, RFC 5267 §4.3.1.
     *
     * @param criteria empty for the order of the mailbox
     */
    public static void open(
            SearchReturn wanted,
            SearchResponse command,
            SearchProgram program,
            List<SortCriterion> criteria,
            Found found,
            ImapSession session) {
        if (!wanted.has(Option.UPDATE)) {
            return;
        }
        SelectedMailbox mailbox = session.selected().orElseThrow();
        List<SearchContext> contexts = of(mailbox).contexts;
        if (contexts.size() == MAX) {
            writeNoUpdate(command.tag(), "Too many contexts", session.out());
        } else if (program.readsBodies()) {
            writeNoUpdate(command.tag(), "Texts are not watched", session.out());
        } else {
            contexts.add(new SearchContext(
                    command, program.query(), criteria, session.services().columns(), found, mailbox.view()));
        }
    }

    /** Tells that a search that did not look at all messages is not kept up to date, if UPDATE is wanted. */
    public static void refuse(SearchReturn wanted, String tag, ImapWriter out) {
        if (wanted.has(Option.UPDATE)) {
            writeNoUpdate(tag, "Too many messages", out);
        }
    }

    private static void writeNoUpdate(String tag, String text, ImapWriter out) {
        out.text("* NO [NOUPDATE ").quoted(tag).text("] ").text(text).crlf();
    }

    /** Ends the updates of a search, RFC 5267 §4.3.5; false if there are none. */
    public boolean cancel(String tag) {
        return contexts.removeIf(context -> context.tag().equals(tag));
    }

    @Override
    public void expunging(SelectedMailbox mailbox, int[] indexes, ImapWriter out) {
        contexts.forEach(context -> context.expunging(mailbox, indexes, out));
    }

    @Override
    public void moved(SelectedMailbox mailbox, ImapWriter out) {
        for (Iterator<SearchContext> each = contexts.iterator(); each.hasNext(); ) {
            SearchContext context = each.next();
            int length = out.length();
            try {
                context.update(mailbox, out);
            } catch (IOException | StoreException e) {
                LOG.warn(
                        "a search is not kept up to date any more, mailbox={}",
                        mailbox.mailbox().id(),
                        e);
                out.truncate(length);
                each.remove();
                writeNoUpdate(context.tag(), "Messages cannot be read", out);
            }
        }
    }
}
