package org.posthaste.common.net;

import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** A client's side of compression by raw DEFLATE, flushed after everything that is sent. */
public final class WireCompression {
    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final Inflater inflater = new Inflater(true);

    /** What to send. */
    public byte[] deflate(byte[] octets) {
        byte[] buffer = new byte[4096];
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        deflater.setInput(octets);
        int count;
        do {
            count = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
            out.write(buffer, 0, count);
        } while (count == buffer.length);
        return out.toByteArray();
    }

    /** What came. */
    public byte[] inflate(byte[] octets) {
        byte[] buffer = new byte[4096];
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        inflater.setInput(octets);
        try {
            int count;
            do {
                count = inflater.inflate(buffer);
                out.write(buffer, 0, count);
            } while (count > 0);
        } catch (DataFormatException e) {
            throw new AssertionError("the server's output is not compressed", e);
        }
        return out.toByteArray();
    }
}
