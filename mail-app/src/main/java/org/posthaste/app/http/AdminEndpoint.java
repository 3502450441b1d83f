package org.posthaste.app.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.posthaste.app.admin.AdminActions;
import org.posthaste.app.admin.AdminContext;
import org.posthaste.app.admin.AdminRefusal;
import org.posthaste.app.admin.AdminRefusal.Reason;
import org.posthaste.app.admin.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the admin actions over HTTP on a loopback port: {@code POST /actions/user.add} with a JSON object, answered with JSON. Whoever cannot read {@code admin.json} lacks the token.
 * Pages of a browser on this host are kept out by the Host header, the token and the method. Runs on a pool of its own. Thread-safe.
 *
 * <p><i>Fails:</i> a refused action is answered with its status and {@code {"error": {"code", "message", "next"}}}; a bug with 500 and an incident that the log explains.
 */
public final class AdminEndpoint implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdminEndpoint.class);
    private static final String PREFIX = "/actions/";
    private static final int MAX_BODY = 1 << 20;
    private static final int THREADS = 4;
    private static final int WAITING = 64;

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final AdminContext context;
    private final byte[] token;
    private final Path file;

    private AdminEndpoint(HttpServer server, AdminContext context, String token, Path file) {
        this.server = server;
        this.context = context;
        this.token = token.getBytes(StandardCharsets.US_ASCII);
        this.file = file;
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), task -> {
                    Thread thread = new Thread(task, "admin");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** Listens, and tells where in {@code file}. */
    public static AdminEndpoint start(AdminContext context, Path file) {
        String token = HexFormat.of().formatHex(random());
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
            AdminEndpoint endpoint = new AdminEndpoint(server, context, token, file);
            server.setExecutor(endpoint.threads);
            server.createContext("/", endpoint::handle);
            server.start();
            new AdminFile(ProcessHandle.current().pid(), server.getAddress().getPort(), token).write(file);
            return endpoint;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] random() {
        byte[] octets = new byte[32];
        new SecureRandom().nextBytes(octets);
        return octets;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                answer(exchange, 200, run(exchange));
            } catch (AdminRefusal refusal) {
                answer(exchange, refusal.reason().httpStatus(), refusal.json());
            } catch (RuntimeException bug) {
                String incident = HexFormat.of().toHexDigits(new SecureRandom().nextInt());
                LOG.error("admin action failed incident={}", incident, bug);
                answer(
                        exchange,
                        500,
                        new AdminRefusal(
                                        Reason.INTERNAL,
                                        "The server failed (incident " + incident + ").",
                                        "look for the incident in the server's log")
                                .json());
            }
        }
    }

    private JsonNode run(HttpExchange exchange) throws IOException {
        if (!hostIsOurs(exchange) || !tokenIsRight(exchange)) {
            throw new AdminRefusal(
                    Reason.NOT_ALLOWED, "The token is missing or wrong.", "read it from admin.json in the data folder");
        }
        String path = exchange.getRequestURI().getPath();
        if (!exchange.getRequestMethod().equals("POST") || !path.startsWith(PREFIX)) {
            throw new AdminRefusal(Reason.NOT_FOUND, "There is nothing here.", "POST /actions/status");
        }
        return AdminActions.run(path.substring(PREFIX.length()), context, body(exchange));
    }

    /** A name in the Host header that is not ours comes from a page that re-binds its own name to the loopback address. */
    private boolean hostIsOurs(HttpExchange exchange) {
        int port = server.getAddress().getPort();
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst("Host"))
                .filter(Set.of("127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port)::contains)
                .isPresent();
    }

    private boolean tokenIsRight(HttpExchange exchange) {
        String given = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .orElse("");
        byte[] expected = ("Bearer " + new String(token, StandardCharsets.US_ASCII)).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode body(HttpExchange exchange) throws IOException {
        byte[] octets = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (octets.length > MAX_BODY) {
            throw new AdminRefusal(Reason.USAGE, "The request is too long.", "posthaste --help");
        }
        try {
            return octets.length == 0 ? Json.object() : Json.readObject(new ByteArrayInputStream(octets));
        } catch (IOException e) {
            throw new AdminRefusal(Reason.USAGE, "The request is not a JSON object.", "posthaste --help", e);
        }
    }

    private static void answer(HttpExchange exchange, int status, JsonNode json) throws IOException {
        byte[] octets = Json.pretty(json).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, octets.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(octets);
        }
    }

    /** Stops listening at once; an action that runs is given a second to answer. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("admin file stays behind status={}", e.toString());
        }
        server.stop(threads.getActiveCount() > 0 ? 1 : 0);
        threads.shutdown();
    }
}
