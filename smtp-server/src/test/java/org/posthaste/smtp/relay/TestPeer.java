package org.posthaste.smtp.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.posthaste.smtp.relay.Conversation.Behaviour;

/** A server on a loopback address that does what a test wants: nothing of it is shared with the servers of the project. */
final class TestPeer implements AutoCloseable {
    private final ServerSocket listener;
    private final List<Behaviour> behaviours;
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** What clients have said, of all connections. */
    final List<String> transcript = new CopyOnWriteArrayList<>();

    private final List<byte[]> messages = new CopyOnWriteArrayList<>();

    /** A server whose first connection gets the first behaviour, and so on; the last is for all that follow. */
    TestPeer(String address, int port, Behaviour... behaviours) {
        this.behaviours = List.of(behaviours);
        try {
            listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(InetAddress.getByName(address), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept).start();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "peer");
        thread.setDaemon(true);
        return thread;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Connections there were. */
    int connections() {
        return connections.get();
    }

    /** Messages there were, as sent, dots doubled. */
    List<String> messages() {
        List<String> texts = new ArrayList<>();
        messages.forEach(octets -> texts.add(new String(octets, StandardCharsets.ISO_8859_1)));
        return texts;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                open.add(socket);
                Behaviour behaviour = behaviours.get(Math.min(connections.getAndIncrement(), behaviours.size() - 1));
                daemon(() -> serve(socket, behaviour)).start();
            }
        } catch (IOException e) {
            transcript.add("-- closed");
        }
    }

    private void serve(Socket socket, Behaviour behaviour) {
        try (socket) {
            Conversation conversation = new Conversation(socket, transcript, messages);
            behaviour.converse(conversation);
            conversation.close();
        } catch (IOException e) {
            transcript.add("-- " + e.getMessage());
        } finally {
            open.remove(socket);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
