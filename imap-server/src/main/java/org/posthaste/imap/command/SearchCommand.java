package org.posthaste.imap.command;

import java.util.List;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.StatusResponse;
import org.posthaste.imap.search.Found;
import org.posthaste.imap.search.SearchContexts;
import org.posthaste.imap.search.SearchKeys;
import org.posthaste.imap.search.SearchProgram;
import org.posthaste.imap.search.SearchResponse;
import org.posthaste.imap.search.SearchReturn;
import org.posthaste.imap.search.SearchScope;
import org.posthaste.imap.session.Feature;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.imap.session.ImapState;
import org.posthaste.imap.session.SelectedMailbox;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.MessageReader;
import org.posthaste.mailstore.UidSet;
import org.posthaste.mailstore.search.SearchEngine;

/**
 * SEARCH and UID SEARCH, RFC 3501 §6.4.4 and §6.4.8, with RETURN (RFC 4731 §3.1, RFC 5182 §2.1, RFC 5267 §4, RFC 9394 §3.1) and MODSEQ (RFC 7162 §3.1.5).
 */
public final class SearchCommand implements ImapCommand.Selected {
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
        arguments.sp();
        SearchReturn given = SearchReturn.parse(arguments);
        // RFC 9051 §6.4.4: the newer revision has no SEARCH response.
        SearchReturn wanted = context.session().enabled(Feature.IMAP4REV2) ? given.asExtended() : given;
        return saving(wanted, state.mailbox(), () -> search(context, state.mailbox(), wanted, arguments));
    }

    private Outcome search(
            CommandContext context, SelectedMailbox selected, SearchReturn wanted, ImapParser arguments) {
        SearchContexts.requireFreshTag(wanted, context.tag(), selected);
        SearchProgram program = SearchArguments.parse(arguments, keys, SearchScope.of(selected), context.session());
        return search(
                context, selected, wanted, program, SearchResponse.of(context.tag(), context.uid(), program.modSeqs()));
    }

    /** Searches the selected mailbox and answers. */
    static Outcome search(
            CommandContext context,
            SelectedMailbox selected,
            SearchReturn wanted,
            SearchProgram asked,
            SearchResponse response) {
        ImapSession session = context.session();
        MailboxSnapshot snapshot = selected.told();
        var limited = MessageLimit.of(context).apply(asked, snapshot);
        SearchProgram program = limited.rest();
        boolean quick = program.quick(snapshot.count());
        MessageReader reader = quick ? selected.reader() : selected.mailbox().reader();
        return SearchWork.run(
                session,
                quick,
                snapshot.count(),
                progress -> SearchEngine.search(snapshot, program.query(), progress.watching(reader)),
                hits -> {
                    Found found = Found.of(Found.ascending(hits), snapshot, selected.view());
                    save(wanted, found, selected);
                    response.write("SEARCH", wanted, found, context.out());
                    if (limited.lowest().isEmpty()) {
                        SearchContexts.open(wanted, response, program, List.of(), found, session);
                    } else {
                        SearchContexts.refuse(wanted, context.tag(), context.out());
                    }
                    return Outcome.done(limited.completed(StatusResponse.ok("SEARCH completed"), context));
                });
    }

    /** What a search does. */
    interface Search {
        Outcome run();
    }

    /** Runs a search so that {@code $} is empty if it saves and fails with NO, but stays if it is not understood: RFC 5182 §2.1. */
    static Outcome saving(SearchReturn wanted, SelectedMailbox selected, Search search) {
        if (!wanted.has(SearchReturn.Option.SAVE)) {
            return search.run();
        }
        Outcome outcome;
        try {
            outcome = search.run();
        } catch (ImapRefusal e) {
            selected.save(UidSet.EMPTY);
            throw e;
        }
        if (outcome instanceof Outcome.Later<?>) {
            selected.save(UidSet.EMPTY);
        }
        return outcome;
    }

    /** Remembers what was found as {@code $}, if that is wanted. */
    static void save(SearchReturn wanted, Found found, SelectedMailbox selected) {
        if (wanted.has(SearchReturn.Option.SAVE)) {
            selected.save(found.uids(wanted.covered(found.count())));
        }
    }
}
