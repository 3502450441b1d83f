package org.posthaste.imap.extension;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.posthaste.imap.command.ImapCommand;
import org.posthaste.imap.session.ImapSession;
import org.posthaste.imap.session.ImapState;

/** An extension that is one capability and at most some commands. */
final class Announced implements ImapExtension {
    private final String capability;
    private final boolean beforeLogin;
    private final Function<Vocabulary, List<ImapCommand>> commands;

    private Announced(String capability, boolean beforeLogin, Function<Vocabulary, List<ImapCommand>> commands) {
        this.capability = capability;
        this.beforeLogin = beforeLogin;
        this.commands = commands;
    }

    /** Announced before login too. */
    static Announced always(String capability) {
        return new Announced(capability, true, vocabulary -> List.of());
    }

    /** Announced before login too. */
    static Announced always(String capability, Supplier<ImapCommand> command) {
        return new Announced(capability, true, vocabulary -> List.of(command.get()));
    }

    /** Announced before login too; its command knows what the others add. */
    static Announced always(String capability, Function<Vocabulary, ImapCommand> command) {
        return new Announced(capability, true, vocabulary -> List.of(command.apply(vocabulary)));
    }

    /** Announced after login only. */
    static Announced afterLogin(String capability) {
        return new Announced(capability, false, vocabulary -> List.of());
    }

    /** Announced after login only. */
    static Announced afterLogin(String capability, Supplier<ImapCommand> command) {
        return new Announced(capability, false, vocabulary -> List.of(command.get()));
    }

    /** Announced after login only; its command knows what the others add. */
    static Announced afterLogin(String capability, Function<Vocabulary, ImapCommand> command) {
        return new Announced(capability, false, vocabulary -> List.of(command.apply(vocabulary)));
    }

    @Override
    public List<String> capabilities(ImapSession session) {
        boolean told = beforeLogin || !(session.state() instanceof ImapState.NotAuthenticated);
        return told ? List.of(capability) : List.of();
    }

    @Override
    public List<ImapCommand> commands(Vocabulary vocabulary) {
        return commands.apply(vocabulary);
    }
}
