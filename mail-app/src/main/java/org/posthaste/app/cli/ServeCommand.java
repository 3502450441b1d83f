package org.posthaste.app.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.posthaste.app.DataFolder;
import org.posthaste.app.MailSuite;
import org.posthaste.app.SuiteConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code posthaste serve}. Confined to the main thread. */
@Command(
        name = "serve",
        headerHeading = "Example: posthaste serve --data /var/lib/posthaste%n%n",
        description = "Serve the data folder in the foreground, until SIGTERM or `posthaste stop`.")
final class ServeCommand implements Callable<Integer> {
    private final Posthaste posthaste;

    @Mixin
    private ServerOptions options = new ServerOptions();

    ServeCommand(Posthaste posthaste) {
        this.posthaste = posthaste;
    }

    @Override
    public Integer call() {
        return serve(posthaste.folder(), posthaste.environment(), options, posthaste.out(), suite -> {});
    }

    ServerOptions options() {
        return options;
    }

    /** Serves until asked to end; {@code first} runs when everything is up. */
    static int serve(
            DataFolder folder,
            Map<String, String> environment,
            ServerOptions options,
            PrintWriter out,
            Consumer<MailSuite> first) {
        AdminChannel.refuseUnconfigured(folder);
        SuiteConfig config = options.over(SuiteConfig.load(folder, environment).value());
        return new Foreground(folder, config, out).serve(first);
    }
}
