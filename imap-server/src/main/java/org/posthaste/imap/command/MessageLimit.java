package org.posthaste.imap.command;

import java.util.List;
import java.util.Optional;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.imap.protocol.StatusResponse;
import org.posthaste.imap.search.SearchProgram;
import org.posthaste.imap.session.ImapConfig.MessageLimits;
import org.posthaste.imap.session.IndexSet;
import org.posthaste.imap.session.SelectedMailbox;
import org.posthaste.mailstore.FlagBits;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.UidSet;
import org.posthaste.mailstore.search.SearchQuery;

/**
 * How many messages one command may be about, RFC 9738 §3.1: FETCH, STORE, MOVE, UID EXPUNGE and SEARCH work on the messages with the highest UIDs and say so; COPY, APPEND, SORT and
 * THREAD, which are done whole or not at all, are refused. EXPUNGE, CLOSE and STATUS know no limit, nor does a search of several mailboxes, which the RFC does not name. A value.
 *
 * @param most number of messages
 */
record MessageLimit(int most) {
    /** The limit of commands that read or change messages. */
    static MessageLimit of(CommandContext context) {
        int all = context.session().config().messageLimits().all();
        return new MessageLimit(all == 0 ? Integer.MAX_VALUE : all);
    }

    /** The limit of commands that add messages to a mailbox. */
    static MessageLimit ofSaving(CommandContext context) {
        MessageLimits limits = context.session().config().messageLimits();
        int saved = limits.saved() == 0 ? Integer.MAX_VALUE : limits.saved();
        return new MessageLimit(Math.min(of(context).most, saved));
    }

    /** True if so many messages are too many. */
    boolean exceededBy(long messages) {
        return messages > most;
    }

    /** A command that works on all its messages or none refuses so many. */
    void refuse(long messages) {
        if (exceededBy(messages)) {
            throw ImapRefusal.no(ResponseCode.messageLimit(most), "Too many messages at once");
        }
    }

    /** The same, telling how far the limit reaches. */
    void refuse(IndexSet messages, MailboxSnapshot view) {
        Limited<IndexSet> limited = apply(messages, view);
        if (limited.lowest().isPresent()) {
            throw ImapRefusal.no(
                    ResponseCode.messageLimit(most, limited.lowest().get()), "Too many messages, try fewer");
        }
    }

    /**
     * What is left of something.
     *
     * @param lowest UID of the last message the command works on; empty if these are all
     */
    record Limited<T>(T rest, int most, Optional<Integer> lowest) {
        /** The status of the command that worked on these. If it has a code of its own, the limit is told before. */
        StatusResponse completed(StatusResponse status, CommandContext context) {
            if (lowest.isEmpty() || status.kind() != StatusResponse.Kind.OK) {
                return status;
            }
            ResponseCode code = ResponseCode.messageLimit(most, lowest.get());
            String text = "Completed for the last " + most + " messages";
            if (status.code().equals(ResponseCode.NONE)) {
                return StatusResponse.ok(code, text);
            }
            StatusResponse.no(code, text).write("*", context.out());
            return status;
        }
    }

    /** The last of some messages. */
    Limited<IndexSet> apply(IndexSet messages, MailboxSnapshot view) {
        int count = messages.size();
        if (!exceededBy(count)) {
            return new Limited<>(messages, most, Optional.empty());
        }
        IndexSet last = messages.slice(count - most, count);
        return new Limited<>(last, most, Optional.of(view.uid(last.first(0))));
    }

    /** Those of some messages that UID EXPUNGE may take away: the last that are marked as deleted. */
    Limited<UidSet> applyToDeleted(IndexSet messages, SelectedMailbox selected) {
        UidSet all = messages.uids(selected.view());
        int deleted = 0;
        int lowest = 0;
        for (int range = messages.ranges() - 1; range >= 0; range--) {
            for (int index = messages.last(range); index >= messages.first(range); index--) {
                if ((selected.flags(index) & FlagBits.DELETED) == 0) {
                    continue;
                }
                if (deleted++ == most) {
                    return new Limited<>(all.and(UidSet.range(lowest, Integer.MAX_VALUE)), most, Optional.of(lowest));
                }
                lowest = selected.view().uid(index);
            }
        }
        return new Limited<>(all, most, Optional.empty());
    }

    /** A search among the last of the messages it would look at: those its UIDs and sequence numbers leave. */
    Limited<SearchProgram> apply(SearchProgram program, MailboxSnapshot searched) {
        Limited<IndexSet> candidates = apply(candidates(program, searched), searched);
        if (candidates.lowest().isEmpty()) {
            return new Limited<>(program, most, Optional.empty());
        }
        SearchQuery last = new SearchQuery.Uids(candidates.rest().uids(searched));
        SearchQuery query = new SearchQuery.And(List.of(last, program.query()));
        return new Limited<>(
                new SearchProgram(query, program.modSeqs(), program.keys(), program.scoped()),
                most,
                candidates.lowest());
    }

    /** The messages a search looks at. */
    static IndexSet candidates(SearchProgram program, MailboxSnapshot searched) {
        Optional<UidSet> named = Optional.empty();
        List<SearchQuery> all =
                program.query() instanceof SearchQuery.And and ? and.queries() : List.of(program.query());
        for (SearchQuery each : all) {
            if (each instanceof SearchQuery.Uids uids) {
                named = Optional.of(named.map(others -> others.and(uids.uids())).orElse(uids.uids()));
            }
        }
        return named.map(uids -> IndexSet.of(uids, searched)).orElseGet(() -> IndexSet.all(searched));
    }
}
