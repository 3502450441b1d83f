package org.posthaste.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A configured data folder whose listeners have free ports of 127.0.0.1.
 *
 * @param path the folder
 * @param ports by listener name
 */
record TestFolder(Path path, Map<String, Integer> ports) {
    private static final List<String> LISTENERS =
            List.of("smtp", "submission", "submissions", "lmtp", "imap", "imaps", "pop3", "pop3s", "http", "https");

    static TestFolder create(Path path) throws IOException {
        return create(path, "example.org");
    }

    static TestFolder create(Path path, String domain) throws IOException {
        Map<String, Integer> ports = freePorts();
        StringBuilder config = new StringBuilder("hostname: mail." + domain + "\nbind: [\"127.0.0.1\"]\nports:\n");
        ports.forEach((name, port) ->
                config.append("  ").append(name).append(": ").append(port).append('\n'));
        Files.createDirectories(path);
        Files.writeString(path.resolve("posthaste.yaml"), config);
        return new TestFolder(path, ports);
    }

    /** All at once, so that they differ. */
    private static Map<String, Integer> freePorts() throws IOException {
        Map<String, Integer> ports = new LinkedHashMap<>();
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (String listener : LISTENERS) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                sockets.add(socket);
                ports.put(listener, socket.getLocalPort());
            }
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
        return ports;
    }

    int port(String listener) {
        return ports.get(listener);
    }
}
