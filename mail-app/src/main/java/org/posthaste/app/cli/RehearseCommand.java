package org.posthaste.app.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.posthaste.app.DataFolder;
import org.posthaste.app.MailSuite;
import org.posthaste.app.SuiteConfig;
import org.posthaste.app.admin.AdminActions;
import org.posthaste.app.admin.Json;
import org.posthaste.app.http.AdminClient;
import org.posthaste.app.http.AdminFile;
import org.posthaste.common.sasl.PasswordGenerator;
import picocli.CommandLine.Command;

/** {@code posthaste rehearse}: starts a server on free ports over a folder that is thrown away, so that the launcher can keep what was loaded. Confined to the main thread. */
@Command(
        name = "rehearse",
        hidden = true,
        headerHeading = "Example: posthaste rehearse%n%n",
        description =
                "Start a server on free ports, use it a little, stop it. The launcher makes its class archive so.")
final class RehearseCommand implements Callable<Integer> {
    private static final int PATIENCE_MILLIS = 10_000;
    private static final List<String> LISTENERS =
            List.of("smtp", "submission", "submissions", "imap", "imaps", "pop3", "pop3s", "http", "https");

    private final Posthaste posthaste;

    RehearseCommand(Posthaste posthaste) {
        this.posthaste = posthaste;
    }

    @Override
    public Integer call() throws IOException {
        Path root = Files.createTempDirectory("posthaste-rehearsal");
        try {
            DataFolder folder = new DataFolder(root);
            SuiteConfig config = config(folder);
            new Foreground(folder, config, posthaste.out()).serve(suite -> use(suite, config, folder));
            // Then as the launcher starts it every day: a plain line, and a store that exists.
            return PlainServe.of(List.of("serve", "--data", root.toString(), "--port-offset", "0"))
                    .orElseThrow()
                    .run(posthaste.environment(), suite -> stop(folder));
        } finally {
            remove(root);
        }
    }

    /** Read from a file, as by every server. */
    private static SuiteConfig config(DataFolder folder) throws IOException {
        List<Integer> ports = freePorts();
        StringBuilder text = new StringBuilder("# rehearsal\nhostname: localhost\nbind: [127.0.0.1]\nports:\n");
        for (int i = 0; i < LISTENERS.size(); i++) {
            text.append("  ")
                    .append(LISTENERS.get(i))
                    .append(": ")
                    .append(ports.get(i))
                    .append('\n');
        }
        Files.writeString(folder.configFile(), text);
        return SuiteConfig.load(folder, Map.of()).value();
    }

    private static List<Integer> freePorts() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < LISTENERS.size(); i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    /** What every server does first: a domain, a user, a conversation of each protocol, a question of the administrator. */
    private static void use(MailSuite suite, SuiteConfig config, DataFolder folder) {
        AdminActions.run("domain.add", suite.admin(), Json.object().put("domain", "example.org"));
        AdminActions.run(
                "user.add",
                suite.admin(),
                Json.object()
                        .put("address", "alice@example.org")
                        .put("password", new PasswordGenerator(new SecureRandom()).next()));
        converse(config.ports().smtp(), "EHLO localhost", "MAIL FROM:<>", "RCPT TO:<bob@example.org>", "QUIT");
        converse(config.ports().imap(), "a CAPABILITY", "b NOOP", "c LOGOUT");
        converse(config.ports().pop3(), "CAPA", "NOOP", "QUIT");
        converse(config.ports().http(), "GET / HTTP/1.1", "Host: autoconfig.example.org", "Connection: close", "");
        stop(folder);
    }

    private static void stop(DataFolder folder) {
        AdminFile.read(folder.adminFile()).ifPresent(file -> {
            AdminClient client = new AdminClient(file);
            client.run("status", Json.object());
            client.run("stop", Json.object());
        });
    }

    /** Sends the lines at once and reads until the server closes. */
    private static void converse(int port, String... lines) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write((String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            BufferedReader answers =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String answer = answers.readLine();
            while (answer != null) {
                answer = answers.readLine();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
