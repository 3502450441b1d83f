package org.posthaste.imap.command;

import java.util.ArrayList;
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
import org.posthaste.imap.session.ImapSession;
import org.posthaste.imap.session.ImapState;
import org.posthaste.imap.session.SelectedMailbox;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.sort.SortCriterion;
import org.posthaste.mailstore.sort.SortEngine;
import org.posthaste.mailstore.sort.SortKey;

/** SORT and UID SORT, RFC 5256 §3, with DISPLAYFROM and DISPLAYTO (RFC 5957 §4) and RETURN (RFC 5267 §3 and §4). */
public final class SortCommand implements ImapCommand.Selected {
    /** More criteria than keys make no sense. */
    private static final int MAX_CRITERIA = 20;

    private final SearchKeys keys;

    public SortCommand(SearchKeys keys) {
        this.keys = keys;
    }

    @Override
    public String name() {
        return "SORT";
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
        SearchReturn wanted = SearchReturn.parse(arguments);
        return SearchCommand.saving(wanted, state.mailbox(), () -> sort(context, state.mailbox(), wanted, arguments));
    }

    private Outcome sort(CommandContext context, SelectedMailbox selected, SearchReturn wanted, ImapParser arguments) {
        ImapSession session = context.session();
        SearchContexts.requireFreshTag(wanted, context.tag(), selected);
        List<SortCriterion> criteria = criteria(arguments);
        arguments.sp();
        SearchProgram program = SearchArguments.parseWithCharset(arguments, keys, SearchScope.of(selected), session);
        MailboxSnapshot snapshot = selected.told();
        MessageLimit.of(context)
                .refuse(MessageLimit.candidates(program, snapshot).size());
        SearchWork.Arrangement<int[]> sorting =
                (messages, hits, reader, columns) -> SortEngine.sort(messages, hits, criteria, reader, columns);
        return SearchWork.arranged(session, selected, program, sorting, sorted -> {
            Found found = Found.of(sorted, snapshot, selected.view());
            SearchCommand.save(wanted, found, selected);
            SearchResponse response = SearchResponse.of(context.tag(), context.uid(), program.modSeqs());
            response.write("SORT", wanted, found, context.out());
            SearchContexts.open(wanted, response, program, criteria, found, session);
            return Outcome.done(StatusResponse.ok("SORT completed"));
        });
    }

    /** sort-criteria of RFC 5256 §5. */
    private static List<SortCriterion> criteria(ImapParser arguments) {
        List<SortCriterion> criteria = new ArrayList<>();
        arguments.open();
        do {
            boolean reverse = arguments.acceptKeyword("REVERSE");
            if (reverse) {
                arguments.sp();
            }
            if (criteria.size() == MAX_CRITERIA) {
                throw arguments.expected("fewer sort criteria");
            }
            criteria.add(new SortCriterion(key(arguments), reverse));
        } while (arguments.accept(' '));
        arguments.close();
        return criteria;
    }

    private static SortKey key(ImapParser arguments) {
        for (SortKey key : SortKey.values()) {
            if (arguments.acceptKeyword(key.name())) {
                return key;
            }
        }
        throw arguments.expected("sort key");
    }
}
