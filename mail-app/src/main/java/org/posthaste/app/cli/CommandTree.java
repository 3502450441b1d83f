package org.posthaste.app.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.common.config.NearestKey;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * All words of the command line, and what every failure looks like. Only the first word's command is built, unless help for all is wanted: reading the annotations of thirty commands
 * would be a good part of the start-up time. Confined to the main thread.
 */
public final class CommandTree {
    private static final String HIDDEN = "rehearse";

    private static final Map<String, Function<Posthaste, Object>> WORDS = words();

    private CommandTree() {}

    private static Map<String, Function<Posthaste, Object>> words() {
        Map<String, Function<Posthaste, Object>> words = new LinkedHashMap<>();
        words.put("quickstart", QuickstartCommand::new);
        words.put("serve", ServeCommand::new);
        words.put("status", StatusCommand::new);
        words.put("stop", StopCommand::new);
        words.put("doctor", DoctorCommand::new);
        words.put("why", WhyCommand::new);
        words.put("domain", DomainCommand::new);
        words.put("user", UserCommand::new);
        words.put("alias", AliasCommand::new);
        words.put("mailbox", MailboxCommand::new);
        words.put("queue", QueueCommand::new);
        words.put("relay", RelayCommand::new);
        words.put("report", ReportCommand::new);
        words.put("session", SessionCommand::new);
        words.put("certificate", CertificateCommand::new);
        words.put("journal", JournalCommand::new);
        words.put("web", WebCommand::new);
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
                add(line, word, command.apply(posthaste));
            }
        });
        line.setParameterExceptionHandler(CommandTree::usage);
        line.setExecutionExceptionHandler((e, command, parsed) -> Failure.print(e, command.getErr(), posthaste.json()));
        line.setUsageHelpAutoWidth(true);
        line.setUsageHelpLongOptionsMaxWidth(28);
        return line;
    }

    private static void add(CommandLine line, String word, Object command) {
        CommandLine added = new CommandLine(command);
        line.addSubcommand(word, added);
        if (command instanceof Noun noun) {
            noun.nouns().forEach(added::addSubcommand);
        }
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
}
