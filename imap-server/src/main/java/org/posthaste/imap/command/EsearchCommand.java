package org.posthaste.imap.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapSyntaxException;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.imap.protocol.StatusResponse;
import org.posthaste.imap.search.Found;
import org.posthaste.imap.search.SearchContexts;
import org.posthaste.imap.search.SearchKeys;
import org.posthaste.imap.search.SearchProgram;
import org.posthaste.imap.search.SearchResponse;
import org.posthaste.imap.search.SearchReturn;
import org.posthaste.imap.search.SearchReturn.Option;
import org.posthaste.imap.search.SearchScope;
import org.posthaste.imap.search.SearchSources;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.imap.session.SelectedMailbox;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.MailboxId;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.MessageReader;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.mailstore.search.SearchEngine;

/**
 * ESEARCH, RFC 7377 §2: searches several mailboxes, selected or not, and answers with UIDs. Mailboxes that do not exist, or that the user may not read, are passed over; so are those in
 * which nothing is found.
 */
public final class EsearchCommand implements ImapCommand.Authenticated {
    /** RFC 7377 §2.4. */
    private static final int MAX_MAILBOXES = 10_000;

    /** The same for a search with numbers, which is read anew for each mailbox. */
    private static final int MAX_SCOPED = 200;

    private final SearchKeys keys;

    public EsearchCommand(SearchKeys keys) {
        this.keys = keys;
    }

    @Override
    public String name() {
        return "ESEARCH";
    }

    @Override
    public boolean uidForm() {
        return true;
    }

    @Override
    public boolean numbers() {
        return false;
    }

    /** One mailbox and what is looked for in it; loaded when it is its turn. */
    private record Source(
            String name,
            SearchProgram program,
            MessageReader reader,
            Supplier<MailboxSnapshot> snapshot,
            Optional<MailboxSnapshot> view) {
        static Source selected(SelectedMailbox mailbox, SearchProgram program) {
            MailboxSnapshot told = mailbox.told();
            return new Source(
                    mailbox.mailbox().name().value(),
                    program,
                    mailbox.mailbox().reader(),
                    () -> told,
                    Optional.of(mailbox.view()));
        }

        static Source of(MailboxName name, Mailbox mailbox, SearchProgram program) {
            return new Source(name.value(), program, mailbox.reader(), mailbox::snapshot, Optional.empty());
        }
    }

    /** What was found in one mailbox. */
    private record Result(Source source, Found found) {}

    @Override
    public Outcome execute(CommandContext context, Account account, ImapParser arguments) {
        ImapSession session = context.session();
        arguments.sp();
        SearchSources sources = SearchSources.parse(arguments, account);
        SearchReturn wanted = SearchReturn.parse(arguments).asExtended();
        Optional<SelectedMailbox> selected = session.selected();
        boolean onlySelected = sources.selected() && sources.names().isEmpty();
        if (sources.selected() && selected.isEmpty()) {
            throw ImapSyntaxException.invalid("No mailbox is selected");
        }
        if ((wanted.has(Option.SAVE) || wanted.has(Option.UPDATE)) && !onlySelected) {
            throw ImapSyntaxException.invalid("SAVE and UPDATE are for the selected mailbox alone");
        }
        if (onlySelected) {
            SelectedMailbox mailbox = selected.orElseThrow();
            return SearchCommand.saving(wanted, mailbox, () -> searchSelected(context, mailbox, wanted, arguments));
        }
        return searchMany(context, account, sources, wanted, arguments);
    }

    private Outcome searchSelected(
            CommandContext context, SelectedMailbox mailbox, SearchReturn wanted, ImapParser arguments) {
        SearchContexts.requireFreshTag(wanted, context.tag(), mailbox);
        SearchProgram program = SearchArguments.parse(arguments, keys, SearchScope.of(mailbox), context.session());
        SearchResponse response = new SearchResponse(
                context.tag(),
                true,
                program.modSeqs(),
                Optional.of(mailbox.mailbox().name().value()));
        return SearchCommand.search(context, mailbox, wanted, program, response);
    }

    private Outcome searchMany(
            CommandContext context, Account account, SearchSources sources, SearchReturn wanted, ImapParser arguments) {
        List<Source> mailboxes = sources(context, account, sources, arguments);
        SearchWork.Task<List<Result>> task = progress -> search(mailboxes, progress);
        return SearchWork.run(context.session(), false, 0, task, results -> {
            for (Result result : results) {
                Source source = result.source();
                new SearchResponse(context.tag(), true, source.program().modSeqs(), Optional.of(source.name()))
                        .write(name(), wanted, result.found(), context.out());
            }
            return Outcome.done(StatusResponse.ok("ESEARCH completed"));
        });
    }

    private static List<Result> search(List<Source> mailboxes, Progress progress) throws IOException {
        List<Result> results = new ArrayList<>();
        long done = 0;
        for (Source source : mailboxes) {
            MailboxSnapshot snapshot;
            try {
                snapshot = source.snapshot().get();
            } catch (StoreException e) {
                if (e.failure() != StoreFailure.NOT_FOUND) {
                    throw e;
                }
                continue; // deleted meanwhile
            }
            progress.done(done);
            BitSet hits = SearchEngine.search(snapshot, source.program().query(), progress.watching(source.reader()));
            Found found =
                    Found.of(Found.ascending(hits), snapshot, source.view().orElse(snapshot));
            done += snapshot.count();
            if (found.count() > 0) {
                results.add(new Result(source, found));
            }
        }
        return results;
    }

    private List<Source> sources(CommandContext context, Account account, SearchSources sources, ImapParser arguments) {
        ImapSession session = context.session();
        int start = arguments.position();
        MailboxSnapshot inbox =
                MailboxNames.existing(account, MailboxName.INBOX).snapshot();
        SearchProgram program = SearchArguments.parse(arguments, keys, SearchScope.of(inbox), session);
        if (sources.names().size() > (program.scoped() ? MAX_SCOPED : MAX_MAILBOXES)) {
            throw ImapRefusal.no(ResponseCode.LIMIT, "Too many mailboxes");
        }
        List<Source> found = new ArrayList<>();
        Set<MailboxId> known = new HashSet<>();
        if (sources.selected()) {
            SelectedMailbox mailbox = session.selected().orElseThrow();
            known.add(mailbox.mailbox().id());
            arguments.seek(start);
            found.add(
                    Source.selected(mailbox, SearchArguments.parse(arguments, keys, SearchScope.of(mailbox), session)));
        }
        for (MailboxName name : sources.names()) {
            Optional<Mailbox> mailbox = readable(account, name);
            if (mailbox.isPresent() && known.add(mailbox.get().id())) {
                SearchProgram own = program;
                if (program.scoped()) {
                    // What numbers mean depends on the mailbox.
                    arguments.seek(start);
                    own = SearchArguments.parse(
                            arguments, keys, SearchScope.of(mailbox.get().snapshot()), session);
                }
                found.add(Source.of(name, mailbox.get(), own));
            }
        }
        return found;
    }

    private static Optional<Mailbox> readable(Account account, MailboxName name) {
        try {
            return Optional.of(MailboxNames.existing(account, name));
        } catch (ImapRefusal e) {
            return Optional.empty();
        }
    }
}
