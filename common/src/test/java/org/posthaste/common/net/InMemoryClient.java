package org.posthaste.common.net;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.posthaste.common.tls.TlsFacts;

/** The client's end of an in-memory connection. Confined to the thread of the test. */
public final class InMemoryClient implements ScriptClient {
    /** How long other threads may take to give a session what it waits for. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final InMemoryTransport transport;
    private final InetSocketAddress peer;
    private final InetSocketAddress local;
    private final MemoryChannel channel = new MemoryChannel();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final Queue<ByteBuffer> unreadByServer = new ArrayDeque<>();
    private final Queue<Parcel> unreadByClient = new ArrayDeque<>();
    private Optional<WireCompression> compression = Optional.empty();
    private ServerConnection connection;
    private boolean readingSuspended;
    private boolean taking = true;
    private boolean serverWaitsForTls;
    private boolean inputEnded;
    private boolean outputEnded;
    private boolean sendsOn;
    private boolean closed;
    private long written;

    InMemoryClient(InMemoryTransport transport, InetSocketAddress peer, InetSocketAddress local) {
        this.transport = transport;
        this.peer = peer;
        this.local = local;
    }

    Channel channel() {
        return channel;
    }

    void attach(ServerConnection accepted) {
        connection = accepted;
        accepted.channelOpened();
        if (serverWaitsForTls) {
            startTls();
        }
    }

    /** Sends text as UTF-8, compressed if that is agreed, and runs until idle. */
    public void send(String text) {
        send(encode(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Sends a line and runs until idle; CRLF is added. */
    public void sendLine(String line) {
        send(line + "\r\n");
    }

    @Override
    public void compress(boolean on) {
        transport.runUntilIdle();
        compression = on ? Optional.of(new WireCompression()) : Optional.empty();
    }

    @Override
    public byte[] encode(byte[] octets) {
        return compression.map(active -> active.deflate(octets)).orElse(octets);
    }

    /** Sends octets and runs until idle. */
    @Override
    public void send(byte[] octets) {
        sendWithoutRunning(octets);
        transport.runUntilIdle();
    }

    /** Lets octets arrive at the server without running the session. */
    public void sendWithoutRunning(byte[] octets) {
        if (!closed && octets.length > 0) {
            unreadByServer.add(ByteBuffer.wrap(octets.clone()));
            channel.deliver();
        }
    }

    /** The next line, waiting for it if other threads have yet to act; empty if the server has closed. */
    @Override
    public Optional<String> readLine() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            transport.runUntilIdle();
            Optional<String> line = takeLine();
            if (line.isPresent()) {
                return line;
            }
            if (closed || outputEnded) {
                return takeRest();
            }
            if (!transport.runNext(Duration.ofNanos(deadline - System.nanoTime()))) {
                throw new AssertionError("no further line from the server; pending: \"" + pending() + "\"");
            }
        }
    }

    /** Takes all that was received so far, without waiting. */
    public String take() {
        transport.runUntilIdle();
        String text = received.toString(StandardCharsets.UTF_8);
        received.reset();
        return text;
    }

    @Override
    public String pending() {
        return received.toString(StandardCharsets.UTF_8);
    }

    /** True once the server has closed the connection, or at least said that it sends no more. */
    public boolean closed() {
        transport.runUntilIdle();
        return closed || outputEnded;
    }

    /** True once nothing is left of the connection. */
    public boolean gone() {
        transport.runUntilIdle();
        return closed;
    }

    /** From now on the client does not hang up when the server has ended its output. */
    public void sendOnForever() {
        sendsOn = true;
    }

    /** True if the server has stopped reading. */
    public boolean readingSuspended() {
        return readingSuspended;
    }

    /** Octets the server was able to send so far. */
    public long written() {
        return written;
    }

    /** Octets the server has handed to the transport and the client has not taken. */
    public long inFlight() {
        return unreadByClient.stream()
                .mapToLong(parcel -> parcel.octets.remaining())
                .sum();
    }

    /** Stops taking output, as a client does that never reads. */
    public void stopTaking() {
        taking = false;
    }

    /** Takes output again. */
    public void resumeTaking() {
        taking = true;
        channel.drain();
        transport.runUntilIdle();
    }

    /** Counts the handshake as done; fails if the server does not wait for one. */
    @Override
    public void startTls() {
        transport.runUntilIdle();
        if (!serverWaitsForTls) {
            throw new AssertionError("the server does not wait for a TLS handshake");
        }
        serverWaitsForTls = false;
        connection.channelSecured(
                new TlsFacts("TLSv1.3", "TLS_AES_256_GCM_SHA384", 256, Optional.empty(), type -> Optional.empty()));
        transport.runUntilIdle();
    }

    /** The client's end of the line is cut. */
    @Override
    public void disconnect() {
        if (!closed) {
            closed = true;
            connection.channelClosed("closed by peer");
        }
        transport.runUntilIdle();
    }

    /** The client sends no more, but reads on. */
    public void endInput() {
        inputEnded = true;
        channel.deliver();
        transport.runUntilIdle();
    }

    /** The server's end of this connection. */
    public ServerConnection connection() {
        return connection;
    }

    private Optional<String> takeLine() {
        byte[] all = received.toByteArray();
        for (int i = 0; i < all.length; i++) {
            if (all[i] == '\n') {
                int end = i > 0 && all[i - 1] == '\r' ? i - 1 : i;
                received.reset();
                received.write(all, i + 1, all.length - i - 1);
                return Optional.of(new String(all, 0, end, StandardCharsets.UTF_8));
            }
        }
        return Optional.empty();
    }

    private Optional<String> takeRest() {
        String rest = take();
        return rest.isEmpty() ? Optional.empty() : Optional.of(rest);
    }

    private static final class Parcel {
        final ByteBuffer octets;
        final Runnable sent;

        Parcel(ByteBuffer octets, Runnable sent) {
            this.octets = octets;
            this.sent = sent;
        }
    }

    private final class MemoryChannel implements Channel {
        @Override
        public InetSocketAddress peer() {
            return peer;
        }

        @Override
        public InetSocketAddress local() {
            return local;
        }

        @Override
        public void send(ByteBuffer octets, Runnable sent) {
            if (!closed) {
                unreadByClient.add(new Parcel(octets, sent));
                drain();
            }
        }

        @Override
        public long written() {
            return written;
        }

        @Override
        public void suspendRead() {
            readingSuspended = true;
        }

        @Override
        public void resumeRead() {
            readingSuspended = false;
            deliver();
        }

        @Override
        public void startTls(ByteBuffer read) {
            serverWaitsForTls = true;
        }

        @Override
        public void endOutput() {
            outputEnded = true;
            if (!sendsOn) {
                // As good clients do: what the server says last makes them hang up.
                connection.channelInputEnded();
            }
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                connection.channelClosed("closed by server");
            }
        }

        void drain() {
            while (taking && !closed && !unreadByClient.isEmpty()) {
                Parcel parcel = unreadByClient.remove();
                int count = parcel.octets.remaining();
                byte[] copy = new byte[count];
                parcel.octets.get(copy);
                received.writeBytes(
                        compression.map(active -> active.inflate(copy)).orElse(copy));
                written += count;
                parcel.sent.run();
            }
        }

        void deliver() {
            while (!readingSuspended && !closed && !unreadByServer.isEmpty()) {
                if (serverWaitsForTls) {
                    disconnectAsHandshakeFailure();
                    return;
                }
                connection.channelReceived(unreadByServer.remove());
            }
            if (inputEnded && !closed && unreadByServer.isEmpty()) {
                inputEnded = false;
                connection.channelInputEnded();
            }
        }

        private void disconnectAsHandshakeFailure() {
            closed = true;
            connection.channelClosed("TLS handshake failed");
        }
    }
}
