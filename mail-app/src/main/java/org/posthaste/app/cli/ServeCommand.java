package org.posthaste.app.cli;

import java.util.concurrent.Callable;
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
        AdminChannel.refuseUnconfigured(posthaste.folder());
        SuiteConfig config = options.over(
                SuiteConfig.load(posthaste.folder(), posthaste.environment()).value());
        return new Foreground(posthaste.folder(), config, posthaste.out()).serve(suite -> {});
    }
}
