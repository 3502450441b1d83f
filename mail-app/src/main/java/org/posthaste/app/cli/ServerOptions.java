package org.posthaste.app.cli;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.posthaste.app.SuiteConfig;
import org.posthaste.app.admin.AdminRefusal;
import org.posthaste.app.admin.AdminRefusal.Reason;
import picocli.CommandLine.Option;

/** The options {@code quickstart} and {@code serve} share. Confined to the main thread. */
final class ServerOptions {
    @Option(
            names = "--port-offset",
            paramLabel = "N",
            description = "Added to every standard port: with 10000, SMTP is 10025, IMAPS 10993 and so on.")
    private Optional<Integer> portOffset = Optional.empty();

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description = "Listen on this address only; may be given several times (default: all addresses).")
    private List<String> bind = List.of();

    @Option(names = "--hostname", paramLabel = "NAME", description = "The server's name, such as mail.example.org.")
    private Optional<String> hostname = Optional.empty();

    /** For picocli, which fills the fields. */
    ServerOptions() {}

    ServerOptions(Optional<Integer> portOffset, List<String> bind, Optional<String> hostname) {
        this.portOffset = portOffset;
        this.bind = List.copyOf(bind);
        this.hostname = hostname;
    }

    OptionalInt portOffset() {
        return portOffset.map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    Optional<String> hostname() {
        return hostname;
    }

    /** The configuration with what was said on the command line above it. */
    SuiteConfig over(SuiteConfig config) {
        try {
            SuiteConfig result = portOffset.map(config::withPortOffset).orElse(config);
            result = hostname.map(result::withHostname).orElse(result);
            return bind.isEmpty() ? result : result.withBind(bind);
        } catch (IllegalArgumentException e) {
            throw new AdminRefusal(Reason.USAGE, e.getMessage() + ".", "posthaste serve --help", e);
        }
    }
}
