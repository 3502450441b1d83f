package org.posthaste.app;

import java.util.List;
import org.posthaste.app.cli.CommandTree;
import org.posthaste.app.cli.PlainServe;
import org.posthaste.app.log.SuiteLogProvider;

/** The program's entry. */
public final class Main {
    private Main() {}

    /** Runs one command line; the process ends with its exit code. */
    public static void main(String[] arguments) {
        SuiteLogProvider.choose();
        List<String> words = List.of(arguments);
        System.exit(PlainServe.of(words)
                .map(serve -> serve.run(System.getenv()))
                .orElseGet(() -> CommandTree.run(words, System.getenv())));
    }
}
