package org.posthaste.common.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.posthaste.common.tls.TestCertificates;

/** A blocking client on a real socket. Confined to the thread of the test. */
public final class SocketClient implements ScriptClient, AutoCloseable {
    private static final int PATIENCE = 10_000;

    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private Optional<WireCompression> compression = Optional.empty();

    private SocketClient(Socket socket) throws IOException {
        use(socket);
    }

    private void use(Socket newSocket) throws IOException {
        socket = newSocket;
        socket.setSoTimeout(PATIENCE);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /** Connects without TLS. */
    public static SocketClient plain(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.connect(address, PATIENCE);
        return new SocketClient(socket);
    }

    /** Connects without TLS and takes little at a time into its buffers. */
    public static SocketClient withSmallBuffer(InetSocketAddress address, int buffer) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(buffer);
        socket.connect(address, PATIENCE);
        return new SocketClient(socket);
    }

    /** Connects and does the handshake. */
    public static SocketClient tls(InetSocketAddress address) throws IOException {
        SocketClient client = plain(address);
        client.startTls();
        return client;
    }

    @Override
    public void startTls() throws IOException {
        startTls(TestCertificates.clientContext(), "localhost");
    }

    /** Does the handshake as this client, asking for a server of this name, with these protocols or the usual ones. */
    public SSLSession startTls(SSLContext context, String serverName, String... protocols) throws IOException {
        SSLSocket secured =
                (SSLSocket) context.getSocketFactory().createSocket(socket, serverName, socket.getPort(), true);
        if (protocols.length > 0) {
            secured.setEnabledProtocols(protocols);
        }
        secured.setSoTimeout(PATIENCE);
        secured.startHandshake();
        use(secured);
        return secured.getSession();
    }

    /** Asks for a new handshake on the connection, as TLS 1.2 allows. */
    void handshakeAgain() throws IOException {
        ((SSLSocket) socket).startHandshake();
    }

    @Override
    public void compress(boolean on) throws IOException {
        compression = on ? Optional.of(new WireCompression()) : Optional.empty();
        in = on ? new Inflated(socket.getInputStream(), compression.get()) : socket.getInputStream();
    }

    @Override
    public byte[] encode(byte[] octets) {
        return compression.map(active -> active.deflate(octets)).orElse(octets);
    }

    /** What the server compressed; reads no more of it than there is. */
    private static final class Inflated extends InputStream {
        private final InputStream compressed;
        private final WireCompression compression;
        private byte[] octets = new byte[0];
        private int position;

        Inflated(InputStream compressed, WireCompression compression) {
            this.compressed = compressed;
            this.compression = compression;
        }

        @Override
        public int read() throws IOException {
            byte[] piece = new byte[4096];
            while (position == octets.length) {
                int count = compressed.read(piece);
                if (count < 0) {
                    return -1;
                }
                octets = compression.inflate(Arrays.copyOf(piece, count));
                position = 0;
            }
            return octets[position++] & 0xFF;
        }

        @Override
        public int available() {
            return octets.length - position;
        }
    }

    @Override
    public void send(byte[] octets) throws IOException {
        out.write(octets);
        out.flush();
    }

    /** Sends text as UTF-8. */
    public void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a line; CRLF is added. */
    public void sendLine(String line) throws IOException {
        send(line + "\r\n");
    }

    @Override
    public Optional<String> readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                if (octet == '\n') {
                    String text = line.toString(StandardCharsets.UTF_8);
                    return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
                }
                line.write(octet);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no further line from the server; pending: \"" + line + "\"", e);
        }
        return line.size() == 0 ? Optional.empty() : Optional.of(line.toString(StandardCharsets.UTF_8));
    }

    /** Reads so many octets, or fewer if the server closes before. */
    public byte[] read(int count) throws IOException {
        return in.readNBytes(count);
    }

    /** Reads and counts octets until so many have come or the server closes. */
    public long skip(long count) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        long skipped = 0;
        while (skipped < count) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, count - skipped));
            if (read < 0) {
                break;
            }
            skipped += read;
        }
        return skipped;
    }

    /** Ends the client's output and reads to the server's end. */
    public String readRest() throws IOException {
        if (!socket.isClosed() && !socket.isOutputShutdown()) {
            socket.shutdownOutput();
        }
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public String pending() throws IOException {
        int available = in.available();
        return available == 0 ? "" : new String(in.readNBytes(available), StandardCharsets.UTF_8);
    }

    @Override
    public void disconnect() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
