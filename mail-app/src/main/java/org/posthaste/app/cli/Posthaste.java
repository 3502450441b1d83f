package org.posthaste.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.posthaste.app.DataFolder;
import org.posthaste.app.admin.AdminRefusal;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.app.admin.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program itself: the options every command knows, and what all commands share. Confined to the main thread. */
@Command(
        name = "posthaste",
        headerHeading = "Example: posthaste quickstart alice@example.org%n%n",
        description = "One complete mail server: SMTP, IMAP and POP3.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = VersionText.class,
        footer = {"", "Exit codes: 0 done, 1 refused, 2 wrong usage, 3 server or store not reachable, 4 partly done."})
final class Posthaste implements Callable<Integer> {
    private final Map<String, String> environment;
    private final Terminal terminal;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "The data folder (default: posthaste-data here, or what POSTHASTE_DATA names).")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print JSON with stable field names.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Print this help.")
    private boolean help;

    @Option(names = "--version", versionHelp = true, description = "Print the version.")
    private boolean version;

    Posthaste(Map<String, String> environment, Terminal terminal) {
        this.environment = Map.copyOf(environment);
        this.terminal = terminal;
    }

    /** Typed alone: the help, but as an error, since nothing was done. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return Reason.USAGE.exitCode();
    }

    DataFolder folder() {
        return DataFolder.chosen(data, environment);
    }

    Map<String, String> environment() {
        return environment;
    }

    Terminal terminal() {
        return terminal;
    }

    boolean json() {
        return json;
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Runs one action, in the server or here, and prints the result as JSON or for people. */
    int act(String action, ObjectNode arguments, Consumer<JsonNode> forPeople) {
        try (AdminChannel channel = AdminChannel.open(folder(), environment)) {
            return print(channel.run(action, arguments), forPeople);
        }
    }

    /** Prints a result as JSON or for people. */
    int print(JsonNode result, Consumer<JsonNode> forPeople) {
        if (json) {
            out().println(Json.pretty(result));
        } else {
            forPeople.accept(result);
        }
        out().flush();
        return 0;
    }

    /** Refuses a destructive act unless {@code --yes} was given or a person types the object again. */
    void confirm(boolean yes, String object, String consequence, String command) {
        if (yes) {
            return;
        }
        if (terminal.interactive()
                && terminal.ask(consequence + " Type " + object + " to go on: ")
                        .strip()
                        .equals(object)) {
            return;
        }
        throw new AdminRefusal(Reason.NOT_ALLOWED, consequence + " Nothing was changed.", command + " --yes");
    }
}
