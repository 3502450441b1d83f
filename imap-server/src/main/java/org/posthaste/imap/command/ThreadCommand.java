package org.posthaste.imap.command;

import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.StatusResponse;
import org.posthaste.imap.search.Found;
import org.posthaste.imap.search.SearchKeys;
import org.posthaste.imap.search.SearchProgram;
import org.posthaste.imap.search.SearchScope;
import org.posthaste.imap.search.ThreadResponse;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.imap.session.ImapState;
import org.posthaste.imap.session.SelectedMailbox;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.thread.ThreadAlgorithm;
import org.posthaste.mailstore.thread.ThreadForest;
import org.posthaste.mailstore.thread.Threading;

/** THREAD and UID THREAD, RFC 5256 §3, with the algorithms ORDEREDSUBJECT, REFERENCES and REFS. */
public final class ThreadCommand implements ImapCommand.Selected {
    private final SearchKeys keys;

    public ThreadCommand(SearchKeys keys) {
        this.keys = keys;
    }

    @Override
    public String name() {
        return "THREAD";
    }

    @Override
    public boolean uidForm() {
        return true;
    }

    @Override
    public Updates updates(boolean uid) {
        return uid ? Updates.ALL : Updates.NO_EXPUNGES;
    }

    /** Threads of found messages. */
    private record Threads(Found found, ThreadForest forest) {}

    @Override
    public Outcome execute(CommandContext context, ImapState.Selected state, ImapParser arguments) {
        ImapSession session = context.session();
        SelectedMailbox selected = state.mailbox();
        arguments.sp();
        ThreadAlgorithm algorithm = algorithm(arguments);
        arguments.sp();
        SearchProgram program = SearchArguments.parseWithCharset(arguments, keys, SearchScope.of(selected), session);
        MailboxSnapshot view = selected.view();
        MessageLimit.of(context)
                .refuse(MessageLimit.candidates(program, selected.told()).size());
        SearchWork.Arrangement<Threads> threading = (messages, hits, reader, columns) -> {
            Found found = Found.of(hits, messages, view);
            return new Threads(found, Threading.of(messages, found.indexes(), algorithm, reader, columns));
        };
        return SearchWork.arranged(session, selected, program, threading, threads -> {
            ThreadResponse.write(
                    threads.forest(), place -> threads.found().number(place, context.uid()), context.out());
            return Outcome.done(StatusResponse.ok("THREAD completed"));
        });
    }

    private static ThreadAlgorithm algorithm(ImapParser arguments) {
        for (ThreadAlgorithm algorithm : ThreadAlgorithm.values()) {
            if (arguments.acceptKeyword(algorithm.name())) {
                return algorithm;
            }
        }
        throw arguments.expected("threading algorithm");
    }
}
