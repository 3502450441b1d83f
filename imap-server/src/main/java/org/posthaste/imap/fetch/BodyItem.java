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
        Partial partial = Partial.parse(arguments);
        byte[] label = new ImapWriter().octets(BODY).octets(section.label()).take();
        return new BodySection(label, section, partial, peek);
    }

    /** BODY without brackets. */
    static FetchAttribute structure() {
        return (message, out) ->
                out.writer().octets(BODY).sp().octets(message.rendered().body());
    }
}
