package org.posthaste.imap.list;

import java.util.function.ToLongFunction;
import org.posthaste.imap.protocol.ImapWriter;
import org.posthaste.mailstore.Mailbox;

/**
 * An item of STATUS, RFC 3501 §6.3.10 and extensions.
 *
 * @param name in upper case
 * @param value of a mailbox
 */
public record StatusItem(String name, Value value) {
    /** An item whose value is a number. */
    public StatusItem(String name, ToLongFunction<Figures> number) {
        this(name, (figures, out) -> out.number(number.applyAsLong(figures)));
    }

    /** Writes an item's value. */
    public interface Value {
        void write(Figures figures, ImapWriter out);
    }

    /** What items look at. */
    public record Figures(Mailbox mailbox, org.posthaste.mailstore.MailboxStatus counters) {}
}
