package org.posthaste.app.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.posthaste.app.DataFolder;
import org.posthaste.app.FolderLock;
import org.posthaste.app.MailSuite;
import org.posthaste.app.PortCheck;
import org.posthaste.app.PortCheck.Problem;
import org.posthaste.app.ShutdownSequence;
import org.posthaste.app.SuiteConfig;
import org.posthaste.app.admin.AdminRefusal;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.app.http.AdminEndpoint;
import org.posthaste.app.log.SuiteLogging;

/** Serves in the foreground: takes the folder, tries the ports, starts everything, says so, waits for the end. Confined to the main thread. */
final class Foreground {
    private final DataFolder folder;
    private final SuiteConfig config;
    private final PrintWriter out;

    Foreground(DataFolder folder, SuiteConfig config, PrintWriter out) {
        this.folder = folder;
        this.config = config;
        this.out = out;
    }

    /** Serves until asked to end; {@code first} runs when everything is up, just before readiness is announced. */
    int serve(Consumer<MailSuite> first) {
        ShutdownSequence ending = new ShutdownSequence();
        try {
            ending.add("folder lock", lock(folder));
            refuseTakenPorts(config);
            SuiteLogging.forServer(config.log(), folder);
            MailSuite suite = MailSuite.start(config, folder, ending);
            ending.add("admin endpoint", AdminEndpoint.start(suite.admin(), folder.adminFile()));
            first.accept(suite);
            ending.endOnSignal();
            announce(suite);
            SuiteLogging.ready(config.log());
            ending.awaitRequest();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ending.run();
        }
        return 0;
    }

    private static FolderLock lock(DataFolder folder) {
        return FolderLock.tryTake(folder)
                .orElseThrow(() -> new AdminRefusal(
                        Reason.NOT_ALLOWED,
                        AdminChannel.serving(folder)
                                .map(file -> "Posthaste serves " + folder + " already (process " + file.pid() + ").")
                                .orElse("Another process has the data folder " + folder + " open."),
                        "posthaste status"));
    }

    /** Nothing starts half: all ports are tried first, and all that cannot be had are named at once. */
    static void refuseTakenPorts(SuiteConfig config) {
        List<Problem> problems = PortCheck.problems(config.listeners());
        if (!problems.isEmpty()) {
            throw new AdminRefusal(
                    Reason.NOT_ALLOWED,
                    String.join(
                            "\n",
                            new TreeSet<>(
                                    problems.stream().map(Problem::sentence).toList())),
                    "stop that program, or take other ports: --port-offset " + (config.portOffset() + 10_000));
        }
    }

    private void announce(MailSuite suite) {
        suite.site().notes().forEach(out::println);
        Map<String, TreeSet<Integer>> ports = new LinkedHashMap<>();
        Stream.concat(config.listeners().stream(), suite.site().listeners().stream())
                .forEach(listener -> ports.computeIfAbsent(listener.name(), name -> new TreeSet<>())
                        .add(listener.address().getPort()));
        StringBuilder line = new StringBuilder("Listening:");
        ports.forEach((name, numbers) ->
                numbers.forEach(port -> line.append(line.charAt(line.length() - 1) == ':' ? " " : ", ")
                        .append(name)
                        .append(' ')
                        .append(port)));
        out.println(line);
        out.println("Posthaste is ready");
        out.flush();
    }
}
