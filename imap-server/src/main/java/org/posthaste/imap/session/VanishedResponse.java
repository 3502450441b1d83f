package org.posthaste.imap.session;

import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.mailstore.UidSet;

/** The VANISHED response, RFC 7162 §3.2.10. Many UIDs are told in several responses, so that no line grows without bound. */
public final class VanishedResponse {
    private static final int RANGES_PER_LINE = 500;

    private VanishedResponse() {}

    /** Messages the client knew of and that are gone, RFC 7162 §3.2.10.2. */
    static void write(UidSet uids, ImapWriter out) {
        write("* VANISHED ", uids, out);
    }

    /** UIDs that were expunged before the client knew this mailbox, RFC 7162 §3.2.10.1. */
    public static void writeEarlier(UidSet uids, ImapWriter out) {
        write("* VANISHED (EARLIER) ", uids, out);
    }

    private static void write(String start, UidSet uids, ImapWriter out) {
        for (int range = 0; range < uids.ranges(); range++) {
            int inLine = range % RANGES_PER_LINE;
            out.text(inLine == 0 ? start : ",").number(uids.first(range));
            if (uids.last(range) > uids.first(range)) {
                out.octet(':').number(uids.last(range));
            }
            if (inLine == RANGES_PER_LINE - 1 || range == uids.ranges() - 1) {
                out.crlf();
            }
        }
    }
}
