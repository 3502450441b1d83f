package org.posthaste.imap.fetch;

import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.InternalDateFormat;
import org.posthaste.mailstore.InternalDate;

/** INTERNALDATE in the zone it was given in, RFC 3501 §2.3.3. */
public final class InternalDateItem implements FetchItem, FetchAttribute {
    @Override
    public String name() {
        return "INTERNALDATE";
    }

    @Override
    public FetchAttribute parse(ImapParser arguments) {
        return this;
    }

    @Override
    public void render(FetchedMessage message, FetchOutput out) {
        InternalDate date = message.view().internalDate(message.index());
        out.writer().text("INTERNALDATE ");
        InternalDateFormat.write(date.epochSecond(), date.offsetMinutes(), out.writer());
    }
}
