package org.posthaste.imap.list;

import java.util.function.ToLongFunction;
import org.posthaste.mailstore.Mailbox;

/**
 * An item of STATUS, RFC 3501 §6.3.10 and extensions.
 *
 * @param name in upper case
 * @param value of a mailbox
 */
public record StatusItem(String name, ToLongFunction<Figures> value) {
    /** What items look at. */
    public record Figures(Mailbox mailbox, org.posthaste.mailstore.MailboxStatus counters) {}
}
