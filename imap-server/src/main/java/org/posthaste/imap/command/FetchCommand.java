package org.posthaste.imap.command;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntPredicate;
import org.posthaste.imap.fetch.FetchAttribute;
import org.posthaste.imap.fetch.FetchItems;
import org.posthaste.imap.fetch.FlagsItem;
import org.posthaste.imap.fetch.ModSeqItem;
import org.posthaste.imap.fetch.UidItem;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.SequenceSet;
import org.posthaste.imap.protocol.StatusResponse;
import org.posthaste.imap.session.Feature;
import org.posthaste.imap.session.ImapState;
import org.posthaste.imap.session.IndexSet;
import org.posthaste.imap.session.SelectedMailbox;
import org.posthaste.imap.session.VanishedResponse;
import org.posthaste.mailstore.FlagBits;
import org.posthaste.mailstore.Flags;
import org.posthaste.mailstore.Mailbox.FlagUpdate;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.UidSet;
import org.posthaste.mailstore.rights.Right;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * FETCH and UID FETCH, RFC 3501 §6.4.5 and §6.4.8, with the modifiers CHANGEDSINCE (RFC 7162 §3.1.4.1), VANISHED (§3.2.6) and PARTIAL (RFC 9394 §3.3). Items that mark messages as read do so for the whole set in one change, before the first
 * response; the responses then tell the flags that changed.
 */
public final class FetchCommand implements ImapCommand.Selected {
    private static final Logger LOG = LoggerFactory.getLogger(FetchCommand.class);
    private static final FlagUpdate MARK_SEEN = new FlagUpdate(FlagUpdate.Mode.ADD, Flags.of("\\Seen"));

    private final FetchItems items;

    public FetchCommand(FetchItems items) {
        this.items = items;
    }

    @Override
    public String name() {
        return "FETCH";
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
        SelectedMailbox selected = state.mailbox();
        arguments.sp();
        SequenceSet set = arguments.sequenceSet();
        IndexSet messages = MessageSets.resolve(set, context, selected);
        arguments.sp();
        List<FetchAttribute> attributes = items.parse(arguments);
        FetchModifiers modifiers = FetchModifiers.NONE;
        if (arguments.accept(' ') && !arguments.atEnd()) {
            modifiers = FetchModifiers.parse(arguments, context);
        }
        arguments.end();
        OptionalLong changedSince = modifiers.changedSince();
        attributes = complete(context, attributes, changedSince.isPresent());
        IntPredicate wanted = wanted(selected, changedSince);
        if (modifiers.vanished()) {
            // What was expunged has left $.
            UidSet asked = set.isSaved() ? messages.uids(selected.view()) : MessageSets.uids(set, selected.view());
            VanishedResponse.writeEarlier(
                    selected.expungedEarlier(asked, changedSince.orElse(Long.MAX_VALUE)), context.out());
        }
        MessageLimit limit = MessageLimit.of(context);
        modifiers.partial().ifPresent(range -> limit.refuse(range.span()));
        var limited = limit.apply(modifiers.limited(messages), selected.view());
        messages = limited.rest();
        StatusResponse completed = limited.completed(StatusResponse.ok("FETCH completed"), context);
        boolean setsSeen = attributes.stream().anyMatch(FetchAttribute::setsSeen);
        if (setsSeen && !selected.readOnly() && selected.rights().has(Right.SEEN)) {
            UidSet unread = unread(selected, messages, wanted);
            if (!unread.isEmpty()) {
                return markSeen(context, selected, messages, attributes, wanted, unread, completed);
            }
        }
        return FetchResponses.stream(context, messages, attributes, wanted, index -> false, completed);
    }

    /** Adds the items that go without saying: UID (RFC 3501 §6.4.8) and MODSEQ (RFC 7162 §3.1). */
    private static List<FetchAttribute> complete(
            CommandContext context, List<FetchAttribute> asked, boolean changedSince) {
        List<FetchAttribute> attributes = new ArrayList<>(asked);
        boolean modSeq = asked.stream().anyMatch(ModSeqItem.class::isInstance);
        if (modSeq || changedSince) {
            context.session().enable(Feature.CONDSTORE);
        }
        boolean flags = asked.stream().anyMatch(FlagsItem.class::isInstance);
        if (!modSeq && (changedSince || flags && context.session().enabled(Feature.CONDSTORE))) {
            attributes.add(0, new ModSeqItem());
        }
        boolean uids = context.uid() && !context.session().features().uidOnly();
        if (uids && asked.stream().noneMatch(UidItem.class::isInstance)) {
            attributes.add(0, new UidItem());
        }
        return attributes;
    }

    private static IntPredicate wanted(SelectedMailbox selected, OptionalLong changedSince) {
        if (changedSince.isEmpty()) {
            return index -> true;
        }
        long since = changedSince.getAsLong();
        return index -> selected.modSeq(index) > since;
    }

    private static UidSet unread(SelectedMailbox selected, IndexSet messages, IntPredicate wanted) {
        UidSet.Builder unread = new UidSet.Builder();
        for (int range = 0; range < messages.ranges(); range++) {
            for (int index = messages.first(range); index <= messages.last(range); index++) {
                if ((selected.flags(index) & FlagBits.SEEN) == 0 && wanted.test(index)) {
                    unread.add(selected.view().uid(index));
                }
            }
        }
        return unread.build();
    }

    private static Outcome markSeen(
            CommandContext context,
            SelectedMailbox selected,
            IndexSet messages,
            List<FetchAttribute> attributes,
            IntPredicate wanted,
            UidSet unread,
            StatusResponse completed) {
        MailboxSnapshot before = selected.told();
        var marked = selected.mailbox()
                .storeFlags(unread, MARK_SEEN, OptionalLong.empty())
                .thenApply(result -> result.snapshot())
                .exceptionally(thrown -> {
                    // The messages can be read all the same; that they were is then not remembered.
                    LOG.warn(
                            "\\Seen is not stored, mailbox={}",
                            selected.mailbox().id(),
                            StoreException.of(thrown));
                    return before;
                });
        return Outcome.later(marked, snapshot -> {
            boolean flagsAsked = attributes.stream().anyMatch(FlagsItem.class::isInstance);
            IntPredicate changed = index -> !flagsAsked && flagsChanged(selected, before, index);
            IntPredicate fetched = index -> messages.contains(index) && wanted.test(index);
            selected.writeFlagChanges(snapshot, fetched, context.out());
            return FetchResponses.stream(context, messages, attributes, wanted, changed, completed);
        });
    }

    private static boolean flagsChanged(SelectedMailbox selected, MailboxSnapshot before, int index) {
        int old = before.indexOf(selected.view().uid(index));
        return old < 0 || before.flags(old) != selected.flags(index);
    }
}
