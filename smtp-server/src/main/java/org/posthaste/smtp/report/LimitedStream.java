package org.posthaste.smtp.report;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;

/** Octets that were packed, up to a number and a ratio to what they were unpacked from; one more is an error. Confined. */
final class LimitedStream extends FilterInputStream {
    private final long limit;
    private final int ratio;
    private final LongSupplier packed;
    private long unpacked;

    /**
     * Limits a stream.
     *
     * @param packed octets read so far of what is unpacked
     */
    LimitedStream(InputStream in, long limit, int ratio, LongSupplier packed) {
        super(in);
        this.limit = limit;
        this.ratio = ratio;
        this.packed = packed;
    }

    private void count(long octets) throws IOException {
        unpacked += octets;
        if (unpacked > limit) {
            throw new IOException("the report is longer than " + limit + " octets");
        }
        if (unpacked > ReportLimits.RATIO_FROM && unpacked / ratio > packed.getAsLong()) {
            throw new IOException("the report is packed too densely");
        }
    }

    @Override
    public int read() throws IOException {
        int octet = super.read();
        count(octet < 0 ? 0 : 1);
        return octet;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int octets = super.read(into, offset, length);
        count(Math.max(0, octets));
        return octets;
    }

    /** Counts what is read of a stream. Confined. */
    static final class Counting extends FilterInputStream {
        private long octets;

        Counting(InputStream in) {
            super(in);
        }

        long octets() {
            return octets;
        }

        @Override
        public int read() throws IOException {
            int octet = super.read();
            octets += octet < 0 ? 0 : 1;
            return octet;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, length);
            octets += Math.max(0, count);
            return count;
        }
    }
}
