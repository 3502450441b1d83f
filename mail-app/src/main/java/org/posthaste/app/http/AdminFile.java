package org.posthaste.app.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.posthaste.app.admin.Json;
import org.posthaste.common.io.OwnerOnly;

/**
 * How to reach a running server's admin endpoint: {@code admin.json} in the data folder, readable by its owner only. A value.
 *
 * @param pid the server's process
 * @param port the endpoint's port on the loopback address
 * @param token proves the right to use it; letters and digits only
 */
public record AdminFile(long pid, int port, String token) {
    /** Reads it; empty if there is none or it cannot be understood. */
    public static Optional<AdminFile> read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            ObjectNode json = Json.readObject(in);
            return Optional.of(new AdminFile(
                    json.path("pid").asLong(),
                    json.path("port").asInt(),
                    json.path("token").asText("")));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** True while the process that wrote it runs, as far as this process can see. */
    public boolean owned() {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /** Writes it in one step: a reader sees all of it or nothing. */
    public void write(Path file) {
        // By hand: every start writes this, and loading Jackson's mapper would be a twentieth of it.
        String json = "{\n  \"pid\" : " + pid + ",\n  \"port\" : " + port + ",\n  \"token\" : \"" + token + "\"\n}";
        try {
            OwnerOnly.write(file, json.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without the token, which must not get into logs. */
    @Override
    public String toString() {
        return "AdminFile[pid=" + pid + ", port=" + port + "]";
    }
}
