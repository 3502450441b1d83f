package org.posthaste.smtp.relay;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** The server's side of one connection, driven by a test. Confined to its thread. */
final class Conversation {
    private final Socket plain;
    private final List<String> transcript;
    private final List<byte[]> messages;
    private Socket socket;
    private InputStream in;
    private OutputStream out;

    /** What a server does on a connection. */
    @FunctionalInterface
    interface Behaviour {
        void converse(Conversation client) throws IOException;
    }

    Conversation(Socket socket, List<String> transcript, List<byte[]> messages) throws IOException {
        this.plain = socket;
        this.transcript = transcript;
        this.messages = messages;
        use(socket);
    }

    private void use(Socket other) throws IOException {
        socket = other;
        in = new BufferedInputStream(other.getInputStream());
        out = other.getOutputStream();
    }

    /** Sends lines, each with CRLF. */
    Conversation say(String... lines) throws IOException {
        return raw(String.join("\r\n", lines) + "\r\n");
    }

    /** Sends text as it is. */
    Conversation raw(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
        return this;
    }

    /** The next line of the client. */
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int octet;
        while ((octet = in.read()) != '\n') {
            if (octet < 0) {
                throw new EOFException();
            }
            line.write(octet);
        }
        String text = line.toString(StandardCharsets.UTF_8).stripTrailing();
        transcript.add(text);
        return text;
    }

    /** Reads a line that must begin so. */
    String expect(String begin) throws IOException {
        String line = line();
        if (!line.startsWith(begin)) {
            transcript.add("!! expected " + begin);
            throw new IOException("expected " + begin + " but got " + line);
        }
        return line;
    }

    /** Reads a message up to its final dot, as it is on the wire without that. */
    Conversation message() throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        String end = "\r\n.\r\n";
        int matched = 2;
        while (matched < end.length()) {
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException();
            }
            octets.write(octet);
            matched = octet == end.charAt(matched) ? matched + 1 : octet == '\r' ? 1 : 0;
        }
        byte[] all = octets.toByteArray();
        messages.add(java.util.Arrays.copyOf(all, all.length - 3));
        return this;
    }

    /** Reads a message up to its final dot and forgets it. */
    Conversation discard() throws IOException {
        byte[] piece = new byte[65_536];
        byte[] last = new byte[5];
        int count;
        while ((count = in.read(piece)) >= 0) {
            for (int i = Math.max(0, count - 5); i < count; i++) {
                System.arraycopy(last, 1, last, 0, 4);
                last[4] = piece[i];
            }
            if (new String(last, StandardCharsets.US_ASCII).equals("\r\n.\r\n")) {
                return this;
            }
        }
        throw new EOFException();
    }

    /** Agrees on TLS. */
    Conversation tls(SSLContext context) throws IOException {
        SSLSocket secure = (SSLSocket) context.getSocketFactory()
                .createSocket(plain, plain.getInetAddress().getHostAddress(), plain.getPort(), true);
        secure.setUseClientMode(false);
        secure.startHandshake();
        use(secure);
        return this;
    }

    /** Ends the connection with RST. */
    void reset() throws IOException {
        plain.setSoLinger(true, 0);
        plain.close();
    }

    /** Sends octets. */
    void octets(int... octets) throws IOException {
        for (int octet : octets) {
            out.write(octet);
        }
        out.flush();
    }

    /** What the client sends, octet by octet. */
    DataInputStream input() {
        return new DataInputStream(in);
    }

    /** Where the client comes from. */
    String peerAddress() {
        return plain.getInetAddress().getHostAddress();
    }

    /** Waits until the client sends something. */
    Conversation awaitInput() throws IOException {
        if (in.read() < 0) {
            throw new EOFException();
        }
        return this;
    }

    /** Reads without answering until the client goes away. */
    void ignore() throws IOException {
        while (in.read() >= 0) {
            continue;
        }
    }

    /** Waits a little, or until the connection is gone. */
    void pause() throws IOException {
        plain.setSoTimeout(50);
        try {
            if (in.read() < 0) {
                throw new EOFException();
            }
        } catch (SocketTimeoutException e) {
            plain.setSoTimeout(0);
        }
    }

    /** Does not even read, until the test is over. */
    void hang() throws IOException {
        while (!plain.isClosed()) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    void close() throws IOException {
        socket.close();
        plain.close();
    }
}
