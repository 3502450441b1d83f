package org.posthaste.app.doctor.host;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A few lines of SMTP with some host, as the client. Blocking, bounded in time and size; confined to one thread. */
final class Dialogue implements Closeable {
    private static final int CONNECT_MILLIS = 8_000;
    private static final int READ_MILLIS = 12_000;
    private static final int MOST_OCTETS = 8_192;

    private final Socket socket = new Socket();
    private final InputStream in;

    /** Connects and reads nothing yet. */
    Dialogue(InetAddress address, int port) throws IOException {
        boolean connected = false;
        try {
            socket.setSoTimeout(READ_MILLIS);
            socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
            connected = true;
        } finally {
            if (!connected) {
                socket.close();
            }
        }
    }

    /** Where the connection comes from. */
    InetAddress from() {
        return socket.getLocalAddress();
    }

    /** Sends a line and reads the reply. */
    String say(String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return reply();
    }

    /** The last line of the next reply. */
    String reply() throws IOException {
        StringBuilder line = new StringBuilder();
        int octets = 0;
        while (octets++ < MOST_OCTETS) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("the connection was closed");
            }
            if (octet != '\n') {
                line.append((char) octet);
            } else if (line.length() > 3 && line.charAt(3) == '-') {
                line.setLength(0);
            } else {
                return line.toString().stripTrailing();
            }
        }
        throw new IOException("a reply without end");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
