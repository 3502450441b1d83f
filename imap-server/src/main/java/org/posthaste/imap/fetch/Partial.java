package org.posthaste.imap.fetch;

import org.posthaste.common.io.ByteSource;
import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapWriter;

/**
 * {@code <origin.count>} behind a section, RFC 3501 §6.4.5.
 *
 * @param origin first octet asked for; negative for all
 */
record Partial(long origin, long count) {
    static final Partial ALL = new Partial(-1, 0);

    /** Reads it if it is next. */
    static Partial parse(ImapParser arguments) {
        if (!arguments.accept('<')) {
            return ALL;
        }
        long origin = arguments.number64();
        arguments.expect('.');
        long count = arguments.number64();
        arguments.expect('>');
        return new Partial(origin, count);
    }

    /** True if everything is asked for. */
    boolean all() {
        return origin < 0;
    }

    /** The origin as responses repeat it. */
    void writeOrigin(ImapWriter writer) {
        if (!all()) {
            writer.octet('<').number(origin).octet('>');
        }
    }

    /** What is asked for of these octets. */
    ByteSource of(ByteSource octets) {
        return all() ? octets : octets.slice(origin, count);
    }
}
