package org.posthaste.app.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.posthaste.app.admin.AdminRefusal;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.app.admin.Json;

/**
 * Runs actions in the server of a data folder. Thread-safe.
 *
 * <p><i>Fails:</i> {@link AdminRefusal} with what the server said, or UNREACHABLE.
 */
public final class AdminClient {
    private static final int CONNECT_MILLIS = 5_000;

    private final AdminFile server;

    /** A client of the server that wrote this file. */
    public AdminClient(AdminFile server) {
        this.server = server;
    }

    /** Runs one action. */
    public JsonNode run(String action, ObjectNode arguments) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    new URL("http", "127.0.0.1", server.port(), "/actions/" + action).openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setRequestMethod("POST");
            connection.setDoOutput(true);
            connection.setRequestProperty("Authorization", "Bearer " + server.token());
            connection.setRequestProperty("Content-Type", "application/json");
            byte[] octets = Json.pretty(arguments).getBytes(StandardCharsets.UTF_8);
            connection.setFixedLengthStreamingMode(octets.length);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(octets);
            }
            return answer(connection);
        } catch (IOException e) {
            throw new AdminRefusal(
                    Reason.UNREACHABLE,
                    "The server (process " + server.pid() + ") does not answer: " + e.getMessage() + ".",
                    "posthaste status",
                    e);
        }
    }

    private static JsonNode answer(HttpURLConnection connection) throws IOException {
        if (connection.getResponseCode() == 200) {
            try (InputStream in = connection.getInputStream()) {
                return Json.read(in);
            }
        }
        try (InputStream in = Optional.ofNullable(connection.getErrorStream())
                .orElseThrow(() -> new IOException("status without an answer"))) {
            JsonNode error = Json.readObject(in).path("error");
            throw new AdminRefusal(
                    Reason.of(error.path("code").asText()),
                    error.path("message").asText(),
                    error.path("next").asText());
        }
    }
}
