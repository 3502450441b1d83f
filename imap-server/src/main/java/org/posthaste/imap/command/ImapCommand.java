package org.posthaste.imap.command;

import org.posthaste.imap.protocol.ImapParser;
import org.posthaste.imap.session.ImapState;
import org.posthaste.mailstore.Account;

/**
 * One command. The kinds say in which states it is allowed (RFC 3501 §6) and hand it what it needs, so that it cannot lack it. Commands hold no state: one object serves all sessions.
 *
 * <p>{@code execute} runs on the session's executor. It reads its arguments, which begin behind the command's name, before it returns; the parser is not valid later. It throws
 * {@link org.posthaste.imap.protocol.ImapSyntaxException}, {@link ImapRefusal} or {@link org.posthaste.mailstore.StoreException}, which the dispatcher answers.
 */
public sealed interface ImapCommand
        permits ImapCommand.AnyState, ImapCommand.NotAuthenticated, ImapCommand.Authenticated, ImapCommand.Selected {
    /** In upper case. */
    String name();

    /** True if {@code UID} may stand before it. */
    default boolean uidForm() {
        return false;
    }

    /** True if it is about message sequence numbers unless {@code UID} stands before it, RFC 9586 §3.2 and §3.8. */
    default boolean numbers() {
        return uidForm();
    }

    /** Which updates may be sent with its completion. */
    default Updates updates(boolean uid) {
        return Updates.ALL;
    }

    /** The command's text for the wire trace; credentials never. */
    default String traced(String line) {
        return line;
    }

    /** Which updates of the selected mailbox a command's completion may bring, RFC 3501 §7.4.1. */
    enum Updates {
        ALL,
        NO_EXPUNGES,
        NONE
    }

    /** Allowed always. */
    non-sealed interface AnyState extends ImapCommand {
        Outcome execute(CommandContext context, ImapParser arguments);
    }

    /** Allowed before login only. */
    non-sealed interface NotAuthenticated extends ImapCommand {
        Outcome execute(CommandContext context, ImapParser arguments);
    }

    /** Allowed after login. */
    non-sealed interface Authenticated extends ImapCommand {
        Outcome execute(CommandContext context, Account account, ImapParser arguments);
    }

    /** Allowed with a mailbox selected. */
    non-sealed interface Selected extends ImapCommand {
        Outcome execute(CommandContext context, ImapState.Selected state, ImapParser arguments);
    }
}
