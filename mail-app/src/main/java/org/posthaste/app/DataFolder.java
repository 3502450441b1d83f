package org.posthaste.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.posthaste.common.io.OwnerOnly;

/**
 * The one folder that holds everything of a server: configuration, keys, store. A value; thread-safe.
 *
 * <p><i>Fails:</i> {@link UncheckedIOException} when the folder cannot be made.
 *
 * @param root the folder, absolute
 */
public record DataFolder(Path root) {
    /** The environment variable that names the folder. */
    public static final String VARIABLE = "POSTHASTE_DATA";

    private static final String DEFAULT = "posthaste-data";

    public DataFolder {
        root = root.toAbsolutePath().normalize();
    }

    /** The folder a person means: the option, else the environment, else {@code ./posthaste-data}. */
    public static DataFolder chosen(Optional<Path> option, Map<String, String> environment) {
        String named = environment.getOrDefault(VARIABLE, "");
        return new DataFolder(option.orElseGet(() -> Path.of(named.isBlank() ? DEFAULT : named)));
    }

    /** The configuration, {@code posthaste.yaml}. */
    public Path configFile() {
        return root.resolve("posthaste.yaml");
    }

    /** Where a running server says how to reach its admin endpoint. */
    public Path adminFile() {
        return root.resolve("admin.json");
    }

    /** Locked by the one process that has the store open. */
    public Path lockFile() {
        return root.resolve("posthaste.lock");
    }

    /** Database and packs. */
    public Path store() {
        return root.resolve("store");
    }

    /** Certificates and keys. */
    public Path tls() {
        return root.resolve("tls");
    }

    /** The keys mail is signed with, a folder for each domain. */
    public Path dkim() {
        return root.resolve("dkim");
    }

    /** Certificates from an authority that speaks ACME, their keys, and our account there. */
    public Path acme() {
        return tls().resolve("acme");
    }

    /** Certificates that the administrator has brought. */
    public Path imported() {
        return tls().resolve("imported");
    }

    /** What the daily examination saw. */
    public Path doctorFile() {
        return root.resolve("doctor.json");
    }

    /** Wire traces of single users. */
    public Path traces() {
        return root.resolve("traces");
    }

    /** The key that makes rewritten senders of forwarded mail ours: without it, reports do not find back. */
    public Path forwardingKey() {
        return root.resolve("forwarding.key");
    }

    /** The key behind the salts that SCRAM shows for users that do not exist; without it they would change while real ones do not. */
    public Path loginKey() {
        return root.resolve("login.key");
    }

    /** True once {@code quickstart} has written the configuration. */
    public boolean configured() {
        return Files.isRegularFile(configFile());
    }

    /** The folder on the way to the configuration that this user may not enter, if there is one. */
    public Optional<Path> closedTo() {
        for (Path path = root; path != null; path = path.getParent()) {
            if (Files.isDirectory(path)) {
                return Files.isExecutable(path) ? Optional.empty() : Optional.of(path);
            }
        }
        return Optional.empty();
    }

    /** The user a file belongs to. */
    public static String owner(Path path) {
        try {
            return Files.getOwner(path).getName();
        } catch (IOException e) {
            return "another user";
        }
    }

    /** Makes the folder, readable by its owner only, unless it is there. */
    public void create() {
        try {
            if (Files.isDirectory(root)) {
                return;
            }
            Path parent = root.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            OwnerOnly.createDirectory(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
