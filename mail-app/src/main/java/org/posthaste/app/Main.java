package org.posthaste.app;

import java.util.List;
import org.posthaste.app.cli.CommandTree;

/** The program's entry. */
public final class Main {
    private Main() {}

    /** Runs one command line; the process ends with its exit code. */
    public static void main(String[] arguments) {
        System.exit(CommandTree.run(List.of(arguments), System.getenv()));
    }
}
