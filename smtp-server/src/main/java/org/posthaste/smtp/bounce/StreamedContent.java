package org.posthaste.smtp.bounce;

import jakarta.activation.DataSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Base64;
import org.posthaste.common.io.ByteSource;

/** The octets of a part, read in pieces when they are written out; already encoded where they have to be, since Jakarta Mail writes the types {@code message/...} as they are. */
final class StreamedContent implements DataSource {
    private static final int LINE = 57;

    private final String type;
    private final ByteSource octets;
    private final boolean base64;

    StreamedContent(String type, ByteSource octets, boolean base64) {
        this.type = type;
        this.octets = octets;
        this.base64 = base64;
    }

    @Override
    public InputStream getInputStream() {
        return base64 ? new Encoded(octets.open()) : octets.open();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        throw new IOException("only for reading");
    }

    @Override
    public String getContentType() {
        return type;
    }

    @Override
    public String getName() {
        return "";
    }

    /** Lines of base64 (RFC 2045 §6.8) made from a stream. */
    private static final class Encoded extends InputStream {
        private final InputStream plain;
        private byte[] line = {};
        private int at;

        Encoded(InputStream plain) {
            this.plain = plain;
        }

        @Override
        public int read() throws IOException {
            return fill() ? line[at++] : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int count = Math.min(length, line.length - at);
            System.arraycopy(line, at, into, offset, count);
            at += count;
            return count;
        }

        private boolean fill() throws IOException {
            if (at < line.length) {
                return true;
            }
            byte[] next = plain.readNBytes(100 * LINE);
            line = next.length == 0
                    ? next
                    : (Base64.getMimeEncoder().encodeToString(next) + "\r\n")
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            at = 0;
            return line.length > 0;
        }

        @Override
        public void close() throws IOException {
            plain.close();
        }
    }
}
