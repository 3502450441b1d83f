package org.posthaste.smtp.receive;

import java.util.Optional;
import java.util.function.Supplier;
import org.posthaste.common.net.InputBuffer;
import org.posthaste.smtp.session.InputReader;
import org.posthaste.smtp.session.Step;

/** The octets of one BDAT chunk (RFC 3030 §2), exactly as many as announced, also when they are only thrown away. */
public final class ChunkReader implements InputReader {
    private final ChunkSink sink;
    private final Supplier<Step> whenComplete;
    private long left;

    /** Where the octets go. */
    @FunctionalInterface
    public interface ChunkSink {
        /** Throws them away. */
        ChunkSink NOWHERE = (octets, offset, length) -> {};

        /** Takes octets; the array belongs to the caller. */
        void write(byte[] octets, int offset, int length);
    }

    /** Reads {@code size} octets, then asks what to do. */
    public ChunkReader(long size, ChunkSink sink, Supplier<Step> whenComplete) {
        this.left = size;
        this.sink = sink;
        this.whenComplete = whenComplete;
    }

    @Override
    public Optional<Step> read(InputBuffer input) {
        int count = (int) Math.min(left, input.available());
        if (count > 0) {
            sink.write(input.array(), input.start(), count);
            input.consume(count);
            left -= count;
        }
        return left == 0 ? Optional.of(whenComplete.get()) : Optional.empty();
    }
}
