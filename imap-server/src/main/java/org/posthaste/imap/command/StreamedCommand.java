package org.posthaste.imap.command;

import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.mailstore.Account;

/** A command whose literals are too large for memory: they are handed to it piece by piece while they arrive. */
public interface StreamedCommand {
    /** Called when the first literal of such a command is announced. */
    Receiver receive(CommandContext context, Account account);

    /** Takes one command. Confined to the session's executor. */
    interface Receiver {
        /**
         * A literal is announced. Refuses by {@link ImapRefusal} or a syntax error, before the client sends it if it waits to be asked.
         *
         * @param text the command so far, at its arguments, without the literals handed over; ends in the literal's header
         * @return true to have the literal handed over; false to have it kept in the text
         */
        boolean literal(ImapParser text, long size);

        /** Octets of the literal; must not fail: what is wrong is told at the end. */
        void octets(byte[] octets, int from, int count);

        /** The literal is complete. */
        void literalEnd();

        /** The command is complete: its text is at its arguments. */
        Outcome complete(ImapParser text);

        /** The command will not be completed; called at most once and never after {@link #complete}. */
        void abandoned();
    }
}
