package org.posthaste.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.posthaste.app.DataFolder;
import org.posthaste.app.FolderLock;
import org.posthaste.app.StoppedStore;
import org.posthaste.app.SuiteConfig;
import org.posthaste.app.admin.AdminActions;
import org.posthaste.app.admin.AdminRefusal;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.app.http.AdminClient;
import org.posthaste.app.http.AdminFile;

/**
 * Runs actions on a data folder: in its server if one runs, else here, with the store opened for it. Which one is decided by the folder's lock, so a file left behind by a server
 * that was killed misleads nobody. Confined to one thread.
 */
final class AdminChannel implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Runner runner;
    private final AutoCloseable closing;
    private final boolean serving;

    /** Runs one action. */
    private interface Runner {
        JsonNode run(String action, ObjectNode arguments);
    }

    private AdminChannel(Runner runner, AutoCloseable closing, boolean serving) {
        this.runner = runner;
        this.closing = closing;
        this.serving = serving;
    }

    /** A channel to the folder, whether a server runs there or not. */
    static AdminChannel open(DataFolder folder, Map<String, String> environment) {
        refuseUnconfigured(folder);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Optional<FolderLock> lock = FolderLock.tryTake(folder);
            if (lock.isPresent()) {
                return inProcess(folder, environment, lock.get());
            }
            Optional<AdminFile> file = AdminFile.read(folder.adminFile());
            if (file.isPresent() && file.get().owned()) {
                return toServer(file.get());
            }
            // A server that is starting or stopping, or another command at work: neither takes long.
            if (System.nanoTime() > end) {
                throw new AdminRefusal(
                        Reason.UNREACHABLE,
                        "Another process has the data folder " + folder + " open and does not answer.",
                        "fuser -v " + folder.lockFile() + " (to see which)");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** A channel to the running server; refused when there is none. */
    static AdminChannel openServing(DataFolder folder) {
        return serving(folder)
                .map(AdminChannel::toServer)
                .orElseThrow(
                        () -> new AdminRefusal(Reason.UNREACHABLE, "No server runs on " + folder + ".", next(folder)));
    }

    /** The running server, if there is one. */
    static Optional<AdminFile> serving(DataFolder folder) {
        if (!folder.configured()) {
            return Optional.empty();
        }
        Optional<FolderLock> lock = FolderLock.tryTake(folder);
        lock.ifPresent(FolderLock::close);
        return lock.isPresent()
                ? Optional.empty()
                : AdminFile.read(folder.adminFile()).filter(AdminFile::owned);
    }

    private static String next(DataFolder folder) {
        return folder.configured() ? "posthaste serve" : "posthaste quickstart you@example.org";
    }

    /** Refuses a folder this user may not enter, before it looks as if it were not there. */
    static void refuseClosed(DataFolder folder) {
        folder.closedTo().ifPresent(path -> {
            throw new AdminRefusal(
                    Reason.UNREACHABLE,
                    "This user may not look into " + path + ", which belongs to " + DataFolder.owner(path) + ".",
                    "sudo -u " + DataFolder.owner(path) + " posthaste ... (the same command as that user)");
        });
    }

    /** Refuses a folder that {@code quickstart} has not made. */
    static void refuseUnconfigured(DataFolder folder) {
        refuseClosed(folder);
        if (!folder.configured()) {
            throw new AdminRefusal(
                    Reason.UNREACHABLE,
                    "There is no Posthaste data folder at " + folder + ".",
                    "posthaste quickstart you@example.org (to make one), or --data DIR (to name another)");
        }
    }

    private static AdminChannel toServer(AdminFile file) {
        AdminClient client = new AdminClient(file);
        return new AdminChannel(client::run, () -> {}, true);
    }

    private static AdminChannel inProcess(DataFolder folder, Map<String, String> environment, FolderLock lock) {
        try {
            SuiteConfig config = SuiteConfig.load(folder, environment).value();
            StoppedStore store = StoppedStore.open(config, folder, lock);
            return new AdminChannel(
                    (action, arguments) -> AdminActions.run(action, store.context(), arguments), store, false);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** True if a server answers. */
    boolean serving() {
        return serving;
    }

    /** Runs one action. */
    JsonNode run(String action, ObjectNode arguments) {
        return runner.run(action, arguments);
    }

    @Override
    public void close() {
        try {
            closing.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
