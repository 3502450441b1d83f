package org.posthaste.imap.command;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntPredicate;
import org.posthaste.imap.fetch.FetchAttribute;
import org.posthaste.imap.fetch.FlagsItem;
import org.posthaste.imap.fetch.ModSeqItem;
import org.posthaste.imap.fetch.UidItem;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.imap.protocol.StatusResponse;
import org.posthaste.imap.session.Feature;
import org.posthaste.imap.session.ImapState;
import org.posthaste.imap.session.IndexSet;
import org.posthaste.imap.session.SelectedMailbox;
import org.posthaste.mailstore.Flags;
import org.posthaste.mailstore.Mailbox.FlagUpdate;
import org.posthaste.mailstore.Mailbox.StoreResult;
import org.posthaste.mailstore.UidSet;

/** STORE and UID STORE, RFC 3501 §6.4.6 and §6.4.8, with UNCHANGEDSINCE (RFC 7162 §3.1.3). */
public final class StoreCommand implements ImapCommand.Selected {
    @Override
    public String name() {
        return "STORE";
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
        IndexSet asked = MessageSets.parse(arguments, context, selected);
        arguments.sp();
        OptionalLong unchangedSince = OptionalLong.empty();
        if (arguments.next('(')) {
            unchangedSince = unchangedSince(arguments);
            arguments.sp();
        }
        Change wanted = Change.parse(arguments);
        arguments.end();
        Access.requireWritable(selected);
        Change change = new Change(Access.allowed(wanted.update(), selected.rights()), wanted.silent());
        if (unchangedSince.isPresent()) {
            context.session().enable(Feature.CONDSTORE);
        }
        if (asked.isEmpty()) {
            return Outcome.ok("STORE completed, no messages");
        }
        var messages = MessageLimit.of(context).apply(asked, selected.view());
        return Outcome.later(
                selected.mailbox().storeFlags(messages.rest().uids(selected.view()), change.update(), unchangedSince),
                result -> completed(context, selected, messages, change, result));
    }

    private static OptionalLong unchangedSince(ImapParser arguments) {
        arguments.open();
        if (!arguments.acceptKeyword("UNCHANGEDSINCE")) {
            throw arguments.expected("STORE modifier");
        }
        arguments.sp();
        long modSeq = arguments.number64();
        arguments.close();
        return OptionalLong.of(modSeq);
    }

    private static Outcome completed(
            CommandContext context,
            SelectedMailbox selected,
            MessageLimit.Limited<IndexSet> limited,
            Change change,
            StoreResult result) {
        IndexSet messages = limited.rest();
        boolean modSeqs = context.session().enabled(Feature.CONDSTORE);
        StatusResponse status = StatusResponse.ok("STORE completed");
        if (!result.modified().isEmpty()) {
            ResponseCode code = ResponseCode.of("MODIFIED", modified(context, selected, messages, result.modified()));
            status = StatusResponse.ok(code, "Some messages have changed since");
        }
        status = limited.completed(status, context);
        if (change.silent()) {
            selected.writeOthersChanges(result.snapshot(), change.update(), messages, result.modified(), context.out());
            return Outcome.done(status);
        }
        selected.writeFlagChanges(result.snapshot(), messages::contains, context.out());
        List<FetchAttribute> attributes = new ArrayList<>();
        if (context.session().features().uids(context.uid())) {
            attributes.add(new UidItem());
        }
        if (modSeqs) {
            attributes.add(new ModSeqItem());
        }
        attributes.add(new FlagsItem());
        // RFC 3501 §6.4.6: the new value is told as if it were fetched; of what another session has expunged there is
        // none.
        IntPredicate existing = index -> selected.toldIndex(index) >= 0;
        return FetchResponses.stream(context, messages, attributes, existing, index -> false, status);
    }

    /** The messages left alone, as the command numbered them. */
    private static String modified(
            CommandContext context, SelectedMailbox selected, IndexSet messages, UidSet modified) {
        if (context.uid()) {
            return modified.toString();
        }
        UidSet.Builder numbers = new UidSet.Builder();
        for (int range = 0; range < messages.ranges(); range++) {
            for (int index = messages.first(range); index <= messages.last(range); index++) {
                if (modified.contains(selected.view().uid(index))) {
                    numbers.add(index + 1);
                }
            }
        }
        return numbers.build().toString();
    }

    /** What is stored and whether it is told. */
    private record Change(FlagUpdate update, boolean silent) {
        static Change parse(ImapParser arguments) {
            FlagUpdate.Mode mode = FlagUpdate.Mode.REPLACE;
            if (arguments.accept('+')) {
                mode = FlagUpdate.Mode.ADD;
            } else if (arguments.accept('-')) {
                mode = FlagUpdate.Mode.REMOVE;
            }
            boolean silent = arguments.acceptKeyword("FLAGS.SILENT");
            if (!silent && !arguments.acceptKeyword("FLAGS")) {
                throw arguments.expected("FLAGS");
            }
            arguments.sp();
            return new Change(new FlagUpdate(mode, Flags.of(arguments.flags())), silent);
        }
    }
}
