package org.posthaste.imap.fetch;

import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.imap.protocol.Octets;

/** BODY[section]{@code <partial>} and BODY.PEEK[...], RFC 3501 §6.4.5; and BODY alone, which is BODYSTRUCTURE without extension data. */
public final class BodyItem implements FetchItem {
    private static final byte[] BODY = Octets.ascii("BODY");

    private final boolean peek;

    /** BODY or, with {@code peek}, BODY.PEEK. */
    public BodyItem(boolean peek) {
        this.peek = peek;
    }

    @Override
    public String name() {
        return peek ? "BODY.PEEK" : "BODY";
    }

    @Override
    public FetchAttribute parse(ImapParser arguments) {
        if (!peek && !arguments.next('[')) {
            return structure();
        }
        Section section = Section.parse(arguments);
        long origin = -1;
        long count = 0;
        if (arguments.accept('<')) {
            origin = arguments.number64();
            arguments.expect('.');
            count = arguments.number64();
            arguments.expect('>');
        }
        byte[] label = new ImapWriter().octets(BODY).octets(section.label()).take();
        return new BodySection(label, section, origin, count, peek);
    }

    /** BODY without brackets. */
    static FetchAttribute structure() {
        return (message, out) ->
                out.writer().octets(BODY).sp().octets(message.rendered().body());
    }
}
