package org.posthaste.smtp.bounce;

import org.posthaste.smtp.protocol.MailParameters.Body;
import org.posthaste.smtp.protocol.MailParameters.Return;
import org.posthaste.smtp.queue.MessageOptions;

/** How much of a message comes back with a report (RFC 3461 §4.3, §6.2). */
enum Returned {
    /** All of it. */
    FULL,
    /** Its header, at most some 64 kB. */
    HEADER,
    /** Nothing, because it cannot be read. */
    NOTHING;

    /** Without RET, messages up to this size come back whole. */
    private static final long FULL_UNASKED = 64 * 1024;

    /**
     * The whole message is returned only where delivery failed, and then if that was asked for or costs little. A binary one (RFC 3030) might not get through to the sender.
     */
    static Returned of(ReportKind kind, MessageOptions options, long size) {
        boolean small = size <= FULL_UNASKED;
        boolean wanted =
                switch (kind) {
                    case FAILED -> options.ret().map(ret -> ret == Return.FULL).orElse(small);
                    case UNREPORTABLE -> small;
                    case DELAYED, RELAYED, DELIVERED -> false;
                };
        return wanted && options.body() != Body.BINARY_MIME ? FULL : HEADER;
    }

    /** What to try when this cannot be read. */
    Returned less() {
        return this == FULL ? HEADER : NOTHING;
    }
}
