package org.posthaste.app.cli;

import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A noun typed without a verb: answered with what verbs there are. Confined to the main thread. */
class Noun implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Nouns behind this one. */
    Map<String, Noun> nouns() {
        return Map.of();
    }

    @Override
    public final void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Say what to do: " + String.join(", ", spec.subcommands().keySet()) + ".");
    }
}
