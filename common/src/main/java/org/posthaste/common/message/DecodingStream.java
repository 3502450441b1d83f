package org.posthaste.common.message;

import java.io.IOException;
import java.io.InputStream;

/** A stream that decodes another one a buffer at a time. Not thread-safe. */
abstract class DecodingStream extends InputStream {
    private static final int BUFFER = 8192;

    private final InputStream source;
    private final byte[] encoded = new byte[BUFFER];
    /** At most as much as was encoded, and what was held back before. */
    private final byte[] decoded = new byte[BUFFER + 1024];

    private int position;
    private int end;
    private boolean ended;

    DecodingStream(InputStream source) {
        this.source = source;
    }

    /**
     * Decodes octets.
     *
     * @param length of the octets; 0 once at the end of the source
     * @return the number of octets written from the start of {@code into}
     */
    abstract int decode(byte[] octets, int length, byte[] into);

    @Override
    public int read() throws IOException {
        return fill() ? decoded[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, end - position);
        System.arraycopy(decoded, position, into, offset, count);
        position += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }

    private boolean fill() throws IOException {
        while (position == end && !ended) {
            int count = source.read(encoded, 0, BUFFER);
            ended = count < 0;
            position = 0;
            end = decode(encoded, Math.max(0, count), decoded);
        }
        return position < end;
    }
}
