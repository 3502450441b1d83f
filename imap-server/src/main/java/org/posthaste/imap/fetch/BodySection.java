package org.posthaste.imap.fetch;

import java.io.IOException;
import java.util.Optional;
import org.posthaste.common.io.ByteSource;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.imap.protocol.Octets;

/**
 * Octets of a message as an attribute: BODY[section] and the old RFC822 forms. A part that does not exist is NIL.
 *
 * <p>Deviation: a message that came with NUL octets, in a literal8 or by SMTP, has them here too, although a literal cannot (RFC 9051 §9): other octets in their place would break its
 * signatures and no program would be helped. BINARY tells such parts as the standard says.
 *
 * @param label how the response names it
 * @param peek whether it leaves \Seen alone
 */
record BodySection(byte[] label, Section section, Partial partial, boolean peek) implements FetchAttribute {
    /** All of a section under a name of its own. */
    static BodySection named(String name, Section section, boolean peek) {
        return new BodySection(Octets.ascii(name), section, Partial.ALL, peek);
    }

    @Override
    public boolean setsSeen() {
        return !peek;
    }

    @Override
    public void render(FetchedMessage message, FetchOutput out) throws IOException {
        ImapWriter writer = out.writer().octets(label);
        Optional<ByteSource> found = section.locate(message);
        partial.writeOrigin(writer);
        writer.sp();
        if (found.isEmpty()) {
            writer.text("NIL");
        } else if (!partial.all() && partial.origin() >= found.get().size()) {
            // RFC 3501 §6.4.5: beyond the end is the empty string, with the origin.
            writer.text("\"\"");
        } else {
            out.literal(partial.of(found.get()));
        }
    }
}
