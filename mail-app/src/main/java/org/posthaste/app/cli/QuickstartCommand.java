package org.posthaste.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import org.posthaste.app.DataFolder;
import org.posthaste.app.HostFacts;
import org.posthaste.app.MailSuite;
import org.posthaste.app.PortCheck;
import org.posthaste.app.PortCheck.Obstacle;
import org.posthaste.app.SuiteConfig;
import org.posthaste.app.admin.AdminActions;
import org.posthaste.app.admin.AdminContext;
import org.posthaste.app.admin.AdminRefusal;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.app.admin.Arguments;
import org.posthaste.app.admin.Json;
import org.posthaste.common.address.MailAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code posthaste quickstart}: from nothing to a running server. Confined to the main thread. */
@Command(
        name = "quickstart",
        headerHeading = "Example: posthaste quickstart alice@example.org%n%n",
        description = {
            "From nothing to a running server: data folder, configuration, certificate, domain, first user.",
            "Then serves in the foreground. On a finished folder it just serves."
        })
final class QuickstartCommand implements Callable<Integer> {
    private static final int HIGH_PORTS = 10_000;

    private final Posthaste posthaste;

    @Parameters(paramLabel = "ADDRESS", description = "The first user's address; its domain becomes the first domain.")
    private String address = "";

    @Option(names = "--plan", description = "Show what would be done, and change nothing.")
    private boolean plan;

    @Option(names = "--password-stdin", description = "Read the user's password from the standard input.")
    private boolean passwordStdin;

    @Mixin
    private ServerOptions options = new ServerOptions();

    QuickstartCommand(Posthaste posthaste) {
        this.posthaste = posthaste;
    }

    @Override
    public Integer call() {
        MailAddress user = Arguments.parsed(address);
        DataFolder folder = posthaste.folder();
        boolean fresh = !folder.configured();
        refuseRunning(folder);
        SuiteConfig config = fresh ? firstConfig(user) : settled(folder);
        Foreground.refuseTakenPorts(config);
        printFindings(folder, config, user, fresh);
        if (plan) {
            posthaste.out().println("This was a plan: nothing was changed.");
            posthaste.out().flush();
            return 0;
        }
        // Before anything is made: a missing password must not leave half a server behind.
        Password password = Password.given(posthaste.terminal(), passwordStdin);
        if (fresh) {
            folder.create();
            write(folder, FirstConfig.text(config));
        }
        return new Foreground(folder, config, posthaste.out()).serve(suite -> firstUser(suite, config, user, password));
    }

    private static void refuseRunning(DataFolder folder) {
        AdminChannel.refuseClosed(folder);
        AdminChannel.serving(folder).ifPresent(file -> {
            throw new AdminRefusal(
                    Reason.NOT_ALLOWED,
                    "Posthaste serves " + folder + " already (process " + file.pid() + ").",
                    "posthaste status");
        });
    }

    private SuiteConfig settled(DataFolder folder) {
        return options.over(SuiteConfig.load(folder, posthaste.environment()).value());
    }

    /** The configuration of a new folder: names from the system, standard ports where we may bind them. */
    private SuiteConfig firstConfig(MailAddress user) {
        SuiteConfig unset =
                SuiteConfig.load(posthaste.folder(), posthaste.environment()).value();
        boolean named = options.hostname().isPresent()
                || !unset.hostname().equals(SuiteConfig.empty().hostname());
        SuiteConfig config = options.over(
                named ? unset : unset.withHostname(HostFacts.systemName().orElse("mail." + user.domain())));
        if (options.portOffset().isEmpty() && notPermitted(config)) {
            return config.withPortOffset(HIGH_PORTS);
        }
        return config;
    }

    private static boolean notPermitted(SuiteConfig config) {
        return PortCheck.problems(config.listeners()).stream()
                .anyMatch(problem -> problem.obstacle() == Obstacle.NOT_PERMITTED);
    }

    private void printFindings(DataFolder folder, SuiteConfig config, MailAddress user, boolean fresh) {
        PrintWriter out = posthaste.out();
        List<InetAddress> addresses = HostFacts.addresses();
        Table table = new Table("Data folder", folder + (fresh ? " (new)" : " (there already)"));
        table.row(
                "Host name",
                config.hostname()
                        + (HostFacts.leadsHere(config.hostname()) ? "" : " (does not lead to this host yet)"));
        table.row(
                "Addresses",
                addresses.isEmpty()
                        ? "only this host's own"
                        : String.join(
                                ", ",
                                addresses.stream()
                                        .map(InetAddress::getHostAddress)
                                        .toList()));
        table.row(
                "Ports",
                config.portOffset() == 0
                        ? "the standard ones"
                        : "the standard ones + " + config.portOffset()
                                + (fresh && options.portOffset().isEmpty()
                                        ? " (binding those below 1024 needs root)"
                                        : ""));
        if (fresh) {
            table.row("Certificate", "self-signed, made now");
            table.row("First domain", user.domain());
            table.row("First user", user);
        }
        table.print(out, "");
        out.println();
        out.flush();
    }

    private static void write(DataFolder folder, String text) {
        try {
            Files.writeString(folder.configFile(), text, StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds domain and user if the folder has none yet, which also completes a quickstart that was interrupted. */
    private void firstUser(MailSuite suite, SuiteConfig config, MailAddress user, Password password) {
        AdminContext context = suite.admin();
        boolean known = context.store().directory().user(user).isPresent();
        if (!known && !context.store().directory().users().isEmpty()) {
            throw new AdminRefusal(
                    Reason.NOT_ALLOWED,
                    "This data folder is set up already, without a user " + user + ".",
                    "posthaste serve, and then posthaste user add " + user);
        }
        if (known) {
            return;
        }
        AdminActions.run("domain.add", context, Json.object().put("domain", user.domain()));
        ObjectNode arguments = Json.object().put("address", user.toString()).put("password", password.text());
        JsonNode added = AdminActions.run("user.add", context, arguments);
        PrintWriter out = posthaste.out();
        ClientTable.print(out, added.path("client"), password.generated() ? password.text() : "(as given)");
        if (added.has("warning")) {
            out.println("Warning: " + added.path("warning").asText());
        }
        if (password.generated()) {
            out.println("The password is shown only now; the server keeps no copy of it.");
        }
        NextSteps.print(out, config, suite.certificates().get(0), user);
        out.flush();
    }
}
