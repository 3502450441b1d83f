package org.posthaste.smtp.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How much is read of a host that answers a handshake with something else. */
class HandshakeSocketTest {
    private static final int ENOUGH = 1024 * 1024;

    /** A host that always has more of the same. */
    private static final class Endless extends Socket {
        private long given;

        @Override
        public InputStream getInputStream() {
            return new InputStream() {
                @Override
                public int read() {
                    given++;
                    return 'x';
                }

                @Override
                public int read(byte[] octets, int offset, int length) throws IOException {
                    given += length;
                    if (given > 100L * ENOUGH) {
                        throw new IOException("read on for " + given + " octets");
                    }
                    Arrays.fill(octets, offset, offset + length, (byte) 'x');
                    return length;
                }

                @Override
                public int available() {
                    return 16_384;
                }
            };
        }

        @Override
        public OutputStream getOutputStream() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public InetAddress getInetAddress() {
            return InetAddress.getLoopbackAddress();
        }

        @Override
        public void close() {}
    }

    @Test
    @Timeout(30)
    void rubbishIsNotReadOnUntilItsEnd() throws Exception {
        Endless host = new Endless();
        SSLSocket socket = (SSLSocket) SSLContext.getDefault()
                .getSocketFactory()
                .createSocket(new HandshakeSocket(host), "mx.there.example", 25, true);
        assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
        assertThat(host.given).isPositive().isLessThan(ENOUGH);
    }

    @Test
    void afterTheHandshakeThereIsNoLimit() throws Exception {
        Endless host = new Endless();
        HandshakeSocket socket = new HandshakeSocket(host);
        socket.shaken();
        byte[] piece = new byte[65_536];
        for (int i = 0; i < 2 * ENOUGH / piece.length; i++) {
            assertThat(socket.getInputStream().read(piece)).isEqualTo(piece.length);
        }
    }
}
