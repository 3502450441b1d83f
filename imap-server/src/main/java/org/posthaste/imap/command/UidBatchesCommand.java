package org.posthaste.imap.command;

import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapSyntaxException;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.imap.session.ImapState;
import org.posthaste.mailstore.MailboxSnapshot;

/**
 * UIDBATCHES, RFC 10022 §3.1: ranges of UIDs that cut the mailbox into batches of the same number of messages, from the newest to the oldest. The ranges leave no UID out, and the last one
 * ends with 1.
 *
 * <p>Deviation: how often a client asks, and for how many messages, is not limited (RFC 10022 §3.1.1, §3.1.5 and §6): each batch costs one look into an array.
 */
public final class UidBatchesCommand implements ImapCommand.Selected {
    /** RFC 10022 §3.1.3.2: with less, clients could find out sequence numbers. */
    private static final int SMALLEST = 500;

    @Override
    public String name() {
        return "UIDBATCHES";
    }

    @Override
    public Outcome execute(CommandContext context, ImapState.Selected state, ImapParser arguments) {
        arguments.sp();
        long size = arguments.nzNumber();
        long first = 1;
        long last = Long.MAX_VALUE;
        if (arguments.accept(' ') && !arguments.atEnd()) {
            first = arguments.nzNumber();
            arguments.expect(':');
            last = arguments.nzNumber();
        }
        arguments.end();
        if (first > last) {
            throw ImapSyntaxException.invalid(ResponseCode.CLIENTBUG, "Invalid batch range");
        }
        if (size < SMALLEST) {
            throw ImapRefusal.no(ResponseCode.TOOFEW, "Minimum batch size is " + SMALLEST);
        }
        context.out().text("* UIDBATCHES (TAG ").quoted(context.tag()).octet(')');
        write(state.mailbox().view(), size, first, last, context.out());
        context.out().crlf();
        return Outcome.ok("UIDBATCHES completed");
    }

    private static void write(MailboxSnapshot view, long size, long first, long last, ImapWriter out) {
        String separator = " ";
        // Messages newer than those of the batch; the product of what a client may ask for does not fit a long.
        long newer = first > view.count() ? view.count() : (first - 1) * size;
        for (long batch = first; batch <= last && newer < view.count(); batch++) {
            int highest = (int) (view.count() - 1 - newer);
            newer += size;
            long lowest = newer < view.count() ? view.uid((int) (view.count() - 1 - newer)) + 1L : 1;
            out.text(separator).number(view.uid(highest)).octet(':').number(lowest);
            separator = ",";
        }
    }
}
