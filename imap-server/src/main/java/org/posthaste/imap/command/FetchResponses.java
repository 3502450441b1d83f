package org.posthaste.imap.command;

import java.util.List;
import java.util.function.IntPredicate;
import org.posthaste.imap.fetch.FetchAttribute;
import org.posthaste.imap.fetch.FetchStream;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.imap.protocol.StatusResponse;
import org.posthaste.imap.session.Feature;
import org.posthaste.imap.session.ImapState;
import org.posthaste.imap.session.IndexSet;

/** FETCH responses as the rest of a command: of FETCH itself, and of STORE, which tells the flags it stored. */
final class FetchResponses {
    private FetchResponses() {}

    static Outcome stream(
            CommandContext context,
            IndexSet messages,
            List<FetchAttribute> attributes,
            IntPredicate wanted,
            IntPredicate withFlags,
            StatusResponse completed) {
        if (messages.isEmpty() || !(context.session().state() instanceof ImapState.Selected selected)) {
            return Outcome.done(completed);
        }
        boolean modSeqs = context.session().enabled(Feature.CONDSTORE);
        FetchStream stream = new FetchStream(selected.mailbox(), messages, attributes, wanted, withFlags, modSeqs);
        return new Outcome.Stream(stream, () -> Outcome.done(status(stream, completed)));
    }

    private static StatusResponse status(FetchStream stream, StatusResponse completed) {
        if (stream.unreadable() > 0) {
            return StatusResponse.no(ResponseCode.CORRUPTION, stream.unreadable() + " messages cannot be read");
        }
        return stream.undecodable()
                ? StatusResponse.no(ResponseCode.UNKNOWN_CTE, "A part's transfer encoding is not known")
                : completed;
    }
}
