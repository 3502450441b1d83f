package org.posthaste.app.acme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.posthaste.common.io.OwnerOnly;

/** Folders below {@code tls/} that only their owner may enter. Thread-safe. */
final class AcmeFolder {
    private AcmeFolder() {}

    /** Makes one unless it is there. */
    static void make(Path folder) throws IOException {
        Optional<Path> parent = Optional.ofNullable(folder.getParent());
        if (parent.isPresent()) {
            Files.createDirectories(parent.get());
        }
        if (!Files.isDirectory(folder)) {
            OwnerOnly.createDirectory(folder);
        }
    }
}
