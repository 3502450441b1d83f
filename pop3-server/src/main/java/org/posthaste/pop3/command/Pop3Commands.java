package org.posthaste.pop3.command;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All commands this server knows. APOP is missing on purpose: it needs passwords stored in clear (RFC 1939 §7). */
public final class Pop3Commands {
    /** The list; a new command is one line here. */
    public static final List<Pop3Command> ALL = List.of(
            new UserCommand(),
            new PassCommand(),
            new AuthCommand(),
            new StlsCommand(),
            new CapaCommand(),
            new StatCommand(),
            new ListCommand(),
            new UidlCommand(),
            new RetrCommand(),
            new TopCommand(),
            new DeleCommand(),
            new RsetCommand(),
            new NoopCommand(),
            new QuitCommand(),
            new Utf8Command(),
            new LangCommand());

    private static final Map<String, Pop3Command> BY_KEYWORD =
            ALL.stream().collect(Collectors.toUnmodifiableMap(Pop3Command::keyword, Function.identity()));

    private Pop3Commands() {}

    /** The command of a keyword in upper case. */
    public static Optional<Pop3Command> find(String keyword) {
        return Optional.ofNullable(BY_KEYWORD.get(keyword));
    }
}
