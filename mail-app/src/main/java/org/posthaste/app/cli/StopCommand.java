package org.posthaste.app.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.posthaste.app.DataFolder;
import org.posthaste.app.FolderLock;
import org.posthaste.app.admin.AdminRefusal;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.app.admin.Json;
import org.posthaste.app.http.AdminClient;
import org.posthaste.app.http.AdminFile;
import picocli.CommandLine.Command;

/** {@code posthaste stop}: returns when the server has ended. Confined to the main thread. */
@Command(
        name = "stop",
        headerHeading = "Example: posthaste stop%n%n",
        description = "Stop the server: sessions are told, running commands finish, the store is closed.")
final class StopCommand implements Callable<Integer> {
    private static final long PATIENCE_SECONDS = 90;

    private final Posthaste posthaste;

    StopCommand(Posthaste posthaste) {
        this.posthaste = posthaste;
    }

    @Override
    public Integer call() {
        DataFolder folder = posthaste.folder();
        AdminChannel.refuseUnconfigured(folder);
        Optional<AdminFile> server = AdminChannel.serving(folder);
        server.ifPresent(file -> {
            new AdminClient(file).run("stop", Json.object());
            awaitEnd(file, folder);
        });
        return posthaste.print(Json.object().put("stopped", server.isPresent()), stopped -> posthaste
                .out()
                .println(server.isPresent() ? "Posthaste has stopped." : "No server runs on " + folder + "."));
    }

    private static void awaitEnd(AdminFile file, DataFolder folder) {
        Optional<ProcessHandle> process = ProcessHandle.of(file.pid())
                .filter(handle -> handle.pid() != ProcessHandle.current().pid());
        try {
            if (process.isPresent()) {
                process.get().onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
            FolderLock.take(folder, Duration.ofSeconds(PATIENCE_SECONDS)).close();
        } catch (TimeoutException | ExecutionException e) {
            throw new AdminRefusal(
                    Reason.PARTLY_DONE,
                    "The server (process " + file.pid() + ") was told to stop, but has not ended yet.",
                    "posthaste status",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
