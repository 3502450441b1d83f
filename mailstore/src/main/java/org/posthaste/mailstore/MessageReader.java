package org.posthaste.mailstore;

import java.io.IOException;
import org.posthaste.common.io.ByteSource;
import org.posthaste.common.message.RenderedMessage;
import org.posthaste.mailstore.search.CandidateFilter;

/** Reads messages of snapshots; reads ahead, so asking in ascending order is fast. Works for messages expunged since, as long as they are kept. Confined to one thread at a time. */
public interface MessageReader {
    /** Of a message without a date that can be read. */
    int NO_DAY = Integer.MIN_VALUE;

    /** What FETCH needs of a message, as rendered at delivery; rendered anew if the stored form is lost. */
    RenderedMessage rendered(MailboxSnapshot snapshot, int index) throws IOException;

    /** The day of the Date field in its own zone, counted from 1 January 1970, as SENTON compares it (RFC 9051 §6.4.4); {@link #NO_DAY} if the message tells none. */
    default int sentDay(MailboxSnapshot snapshot, int index) throws IOException {
        return rendered(snapshot, index)
                .sentDate()
                .map(RenderedMessage.SentDate::day)
                .orElse(NO_DAY);
    }

    /** The message's octets, prefix included: exactly what BODY[] is. */
    ByteSource octets(MailboxSnapshot snapshot, int index) throws IOException;

    /** What knows without reading which messages cannot hold a text. */
    default CandidateFilter candidateFilter() {
        return CandidateFilter.NONE;
    }
}
