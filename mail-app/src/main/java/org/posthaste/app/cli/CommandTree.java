package org.posthaste.app.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.posthaste.app.admin.AdminRefusal;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.app.admin.Json;
import org.posthaste.common.config.ConfigException;
import org.posthaste.common.config.NearestKey;
import org.posthaste.mailstore.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * All words of the command line, and what every failure looks like. Only the first word's command is built, unless help for all is wanted: reading the annotations of thirty commands
 * would be a good part of the start-up time. Confined to the main thread.
 */
public final class CommandTree {
    private static final Logger LOG = LoggerFactory.getLogger(CommandTree.class);
    private static final String HIDDEN = "rehearse";

    private static final Map<String, Function<Posthaste, Object>> WORDS = words();

    private CommandTree() {}

    private static Map<String, Function<Posthaste, Object>> words() {
        Map<String, Function<Posthaste, Object>> words = new LinkedHashMap<>();
        words.put("quickstart", QuickstartCommand::new);
        words.put("serve", ServeCommand::new);
        words.put("status", StatusCommand::new);
        words.put("stop", StopCommand::new);
        words.put("domain", DomainCommand::new);
        words.put("user", UserCommand::new);
        words.put("alias", AliasCommand::new);
        words.put("mailbox", MailboxCommand::new);
        words.put("journal", JournalCommand::new);
        words.put("config", ConfigCommand::new);
        words.put("verify", VerifyCommand::new);
        words.put(HIDDEN, RehearseCommand::new);
        return words;
    }

    /** Runs one command line and returns the exit code. */
    public static int run(List<String> arguments, Map<String, String> environment) {
        CommandLine line = build(arguments, environment, Terminal.ofProcess(System.in));
        return line.execute(arguments.toArray(String[]::new));
    }

    /** Runs one command line with another terminal and other outputs. */
    static int run(
            List<String> arguments,
            Map<String, String> environment,
            Terminal terminal,
            PrintWriter out,
            PrintWriter err) {
        CommandLine line = build(arguments, environment, terminal);
        line.setOut(out);
        line.setErr(err);
        return line.execute(arguments.toArray(String[]::new));
    }

    private static CommandLine build(List<String> arguments, Map<String, String> environment, Terminal terminal) {
        Posthaste posthaste = new Posthaste(environment, terminal);
        CommandLine line = new CommandLine(posthaste);
        String first = arguments.isEmpty() ? "" : arguments.get(0);
        WORDS.forEach((word, command) -> {
            if (word.equals(first) || !WORDS.containsKey(first) && !word.equals(HIDDEN)) {
                line.addSubcommand(word, command.apply(posthaste));
            }
        });
        line.setParameterExceptionHandler(CommandTree::usage);
        line.setExecutionExceptionHandler((e, command, parsed) -> failure(e, command, posthaste.json()));
        line.setUsageHelpAutoWidth(true);
        line.setUsageHelpLongOptionsMaxWidth(28);
        return line;
    }

    private static int usage(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("posthaste: " + sentence(e, command));
        err.println("Next: " + command.getCommandSpec().qualifiedName() + " --help");
        err.flush();
        return Reason.USAGE.exitCode();
    }

    private static String sentence(ParameterException e, CommandLine command) {
        if (!(e instanceof UnmatchedArgumentException unmatched)
                || unmatched.getUnmatched().isEmpty()) {
            return String.valueOf(e.getMessage());
        }
        String typed = unmatched.getUnmatched().get(0);
        List<String> known = typed.startsWith("-")
                ? command.getCommandSpec().options().stream()
                        .map(CommandLine.Model.OptionSpec::longestName)
                        .toList()
                : List.copyOf(command.getSubcommands().keySet());
        String nearest = NearestKey.of(typed, known)
                .map(word -> " Did you mean \"" + word + "\"?")
                .orElse("");
        return "\"" + typed + "\" is not known here." + nearest
                + (nearest.isEmpty() && !known.isEmpty() && !typed.startsWith("-")
                        ? " Known: " + String.join(", ", new TreeSet<>(known)) + "."
                        : "");
    }

    private static int failure(Exception e, CommandLine command, boolean json) {
        AdminRefusal refusal = refusal(e);
        PrintWriter err = command.getErr();
        if (json) {
            err.println(Json.pretty(refusal.json()));
        } else {
            err.println("posthaste: " + refusal.text());
            err.println("Next: " + refusal.next());
        }
        err.flush();
        return refusal.reason().exitCode();
    }

    private static AdminRefusal refusal(Exception e) {
        if (e instanceof AdminRefusal refusal) {
            return refusal;
        }
        if (e instanceof ConfigException config) {
            return new AdminRefusal(
                    Reason.BAD_CONFIGURATION,
                    "The configuration has errors:\n  " + String.join("\n  ", config.problems()),
                    "correct these places, then: posthaste config check",
                    e);
        }
        if (e instanceof StoreException store) {
            return new AdminRefusal(
                    Reason.UNREACHABLE,
                    "The store cannot be opened: " + rootCause(store),
                    "see docs/operations.md, \"When something is wrong\"",
                    e);
        }
        if (e instanceof UncheckedIOException io) {
            return new AdminRefusal(Reason.UNREACHABLE, sentence(io), "correct that, then the same command again", e);
        }
        LOG.error("the command failed", e);
        return new AdminRefusal(
                Reason.INTERNAL,
                "This failed: " + (e.getMessage() == null ? e.toString() : e.getMessage()),
                "the same command again; if it stays, report it with what `posthaste --version` says",
                e);
    }

    /** The first line of what really went wrong, below what wrapped it. */
    private static String rootCause(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; depth < 20 && cause.getCause() != null; depth++) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return message.lines().findFirst().orElse(cause.toString());
    }

    private static String sentence(UncheckedIOException e) {
        if (e.getCause() instanceof AccessDeniedException denied) {
            return "This user may not read or write " + denied.getFile() + ".";
        }
        return Optional.ofNullable(e.getCause()).map(Throwable::getMessage).orElseGet(e::toString) + ".";
    }
}
