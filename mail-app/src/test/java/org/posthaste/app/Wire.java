package org.posthaste.app;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A client's socket that hides nothing: octets and lines as they are. Text is ISO 8859-1, one character per octet. Confined to one thread. */
class Wire implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private Socket socket;
    private InputStream in;
    private OutputStream out;

    Wire(int port) throws IOException {
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        use(socket);
    }

    /** Waits longer for what comes next than usual. */
    final void patience(int seconds) throws IOException {
        socket.setSoTimeout(seconds * 1000);
    }

    private void use(Socket now) throws IOException {
        socket = now;
        in = new BufferedInputStream(now.getInputStream(), 1 << 16);
        out = now.getOutputStream();
    }

    /** Goes on in TLS, trusting everybody. */
    final void startTls() throws IOException {
        SSLSocket secure = (SSLSocket) anyCertificate()
                .getSocketFactory()
                .createSocket(socket, socket.getInetAddress().getHostAddress(), socket.getPort(), true);
        secure.startHandshake();
        use(secure);
    }

    static SSLContext anyCertificate() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAll()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    final void send(String line) throws IOException {
        sendOctets((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    final void sendOctets(byte[] octets) throws IOException {
        out.write(octets);
        out.flush();
    }

    /** The next line, without its line end. */
    final String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException("closed after \"" + line.toString(StandardCharsets.ISO_8859_1) + "\"");
            }
            line.write(octet);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    final byte[] octets(int count) throws IOException {
        byte[] octets = in.readNBytes(count);
        if (octets.length < count) {
            throw new EOFException("closed inside " + count + " octets");
        }
        return octets;
    }

    /** The next octet, or -1 at the end. */
    final int octet() throws IOException {
        return in.read();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
