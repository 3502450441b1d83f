package org.posthaste.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.posthaste.app.cli.CommandRun.ScriptedTerminal;

/** {@code posthaste serve} on free ports of the loopback address, in a thread of this process. */
final class ServerThread {
    private final Path data;
    private final Thread thread;

    private ServerThread(Path data, Thread thread) {
        this.data = data;
        this.thread = thread;
    }

    static ServerThread start(Path data) throws IOException {
        return start(data, "");
    }

    /** The same with more in its configuration. */
    static ServerThread start(Path data, String more) throws IOException {
        Files.writeString(data.resolve("posthaste.yaml"), configuration() + more);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Thread thread = new Thread(() -> CommandTree.run(
                List.of("serve"),
                Map.of("POSTHASTE_DATA", data.toString()),
                new ScriptedTerminal(false),
                new PrintWriter(out, true),
                new PrintWriter(err, true)));
        thread.start();
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> out.toString().contains("Posthaste is ready") || !thread.isAlive());
        assertThat(out.toString()).as(err.toString()).contains("Posthaste is ready");
        return new ServerThread(data, thread);
    }

    /** Free ports, all held at once so that no two are the same. */
    static String configuration() throws IOException {
        List<String> names =
                List.of("smtp", "submission", "submissions", "imap", "imaps", "pop3", "pop3s", "http", "https");
        List<ServerSocket> sockets = new ArrayList<>();
        StringBuilder text =
                new StringBuilder("hostname: mail.example.org\nbind: [127.0.0.1]\nlog: {level: warn}\nports:\n");
        for (String name : names) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            sockets.add(socket);
            text.append("  ")
                    .append(name)
                    .append(": ")
                    .append(socket.getLocalPort())
                    .append('\n');
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return text.toString();
    }

    void stop() throws InterruptedException {
        CommandRun run = CommandRun.on(data, "stop");
        assertThat(run.code()).as(run.err()).isZero();
        thread.join(30_000);
        assertThat(thread.isAlive()).isFalse();
    }
}
