package org.posthaste.imap.fetch;

import java.io.IOException;
import java.util.Optional;
import org.posthaste.common.io.ByteSource;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.imap.protocol.Octets;

/**
 * Octets of a message as an attribute: BODY[section] and the old RFC822 forms. A part that does not exist is NIL.
 *
 * @param label how the response names it
 * @param origin first octet asked for by {@code <origin.count>}; negative for all
 * @param peek whether it leaves \Seen alone
 */
record BodySection(byte[] label, Section section, long origin, long count, boolean peek) implements FetchAttribute {
    /** All of a section under a name of its own. */
    static BodySection named(String name, Section section, boolean peek) {
        return new BodySection(Octets.ascii(name), section, -1, 0, peek);
    }

    @Override
    public boolean setsSeen() {
        return !peek;
    }

    @Override
    public void render(FetchedMessage message, FetchOutput out) throws IOException {
        ImapWriter writer = out.writer().octets(label);
        Optional<ByteSource> found = section.locate(message);
        if (origin >= 0) {
            writer.octet('<').number(origin).octet('>');
        }
        writer.sp();
        if (found.isEmpty()) {
            writer.text("NIL");
        } else if (origin >= 0 && origin >= found.get().size()) {
            // RFC 3501 §6.4.5: beyond the end is the empty string, with the origin.
            writer.text("\"\"");
        } else {
            out.literal(origin < 0 ? found.get() : found.get().slice(origin, count));
        }
    }
}
