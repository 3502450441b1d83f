package org.posthaste.smtp.relay;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;

/**
 * The connection under TLS, which gives no more than so many octets before the handshake is over. Java's TLS reads on
 * after an error for as long as something comes: a host that answers STARTTLS with rubbish would be read for as fast and
 * as long as it likes. Confined to the delivering thread, but for {@link #close}.
 */
final class HandshakeSocket extends Socket {
    /** Certificate chains are limited to 32 kB by the JDK; the rest of a handshake is small. */
    private static final int LIMIT = 512 * 1024;

    private final Socket socket;
    private final Limited input;

    HandshakeSocket(Socket socket) throws IOException {
        this.socket = socket;
        this.input = new Limited(socket.getInputStream());
    }

    /** The handshake is over: from now on the record layer knows what it reads. */
    void shaken() {
        input.left = Long.MAX_VALUE;
    }

    private static final class Limited extends FilterInputStream {
        private long left = LIMIT;

        Limited(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] octets, int offset, int length) throws IOException {
            if (left <= 0) {
                throw new IOException("more than " + LIMIT + " octets and no end of the handshake");
            }
            int count = in.read(octets, offset, (int) Math.min(length, left));
            if (count > 0 && left != Long.MAX_VALUE) {
                left -= count;
            }
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            return read(new byte[(int) Math.min(Math.max(count, 0), 8_192)]);
        }

        @Override
        public int available() throws IOException {
            return (int) Math.min(in.available(), left);
        }
    }

    @Override
    public InputStream getInputStream() {
        return input;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return socket.getOutputStream();
    }

    @Override
    public boolean isConnected() {
        return socket.isConnected();
    }

    @Override
    public boolean isBound() {
        return socket.isBound();
    }

    @Override
    public boolean isClosed() {
        return socket.isClosed();
    }

    @Override
    public boolean isInputShutdown() {
        return socket.isInputShutdown();
    }

    @Override
    public boolean isOutputShutdown() {
        return socket.isOutputShutdown();
    }

    @Override
    public InetAddress getInetAddress() {
        return socket.getInetAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return socket.getLocalAddress();
    }

    @Override
    public int getPort() {
        return socket.getPort();
    }

    @Override
    public int getLocalPort() {
        return socket.getLocalPort();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return socket.getRemoteSocketAddress();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return socket.getLocalSocketAddress();
    }

    @Override
    public synchronized void setSoTimeout(int millis) throws SocketException {
        socket.setSoTimeout(millis);
    }

    @Override
    public synchronized int getSoTimeout() throws SocketException {
        return socket.getSoTimeout();
    }

    @Override
    public void shutdownInput() throws IOException {
        socket.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public synchronized void close() throws IOException {
        socket.close();
    }
}
