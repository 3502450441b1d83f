package org.posthaste.common.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class OutputPumpTest {
    private final Sink sink = new Sink();
    private final OutputPump pump = new OutputPump(sink, sink);

    private static byte[] octets(int count, int seed) {
        byte[] octets = new byte[count];
        for (int i = 0; i < count; i++) {
            octets[i] = (byte) (seed + i * 31);
        }
        return octets;
    }

    @Test
    void smallSourcesShareAChunkOfTheirSize() {
        pump.add(ResponseSource.of(octets(10, 1)));
        pump.add(ResponseSource.of(octets(20, 2)));
        pump.flush();
        assertThat(sink.waiting).hasSize(1);
        assertThat(sink.waiting.peek().octets.array()).hasSize(30);
    }

    @Test
    void outputOfAllSizesArrivesWholeAndInOrderWithinTheWindow() {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        int[] sizes = {1, 100, OutputPump.CHUNK - 1, OutputPump.CHUNK, OutputPump.CHUNK + 1, 1_000_000, 3, 40_000, 0, 7
        };
        for (int size : sizes) {
            byte[] octets = octets(size, size);
            expected.writeBytes(octets);
            pump.add(ResponseSource.of(octets));
        }
        pump.flush();
        assertThat(sink.waiting).hasSize(OutputPump.WINDOW);
        while (!sink.waiting.isEmpty()) {
            sink.sendOne();
            assertThat(pump.unsent()).isLessThanOrEqualTo(OutputPump.WINDOW);
            if (sink.wantsFlush) {
                sink.wantsFlush = false;
                pump.flush();
            }
        }
        assertThat(sink.sent.toByteArray()).isEqualTo(expected.toByteArray());
    }

    @Test
    void aSourceThatNeedsMoreRoomGetsAFreshChunk() {
        byte[] unit = octets(40_000, 5);
        int[] left = {OutputPump.WINDOW + 1};
        pump.add(into -> {
            while (left[0] > 0 && into.remaining() >= unit.length) {
                into.put(unit);
                left[0]--;
            }
            return left[0] > 0;
        });
        pump.flush();
        assertThat(sink.waiting).hasSize(OutputPump.WINDOW);
        sink.sendOne();
        pump.flush();
        assertThat(left[0]).isZero();
    }

    @Test
    void aSourceThatNeverWritesIsABugAndNotALoop() {
        pump.add(into -> true);
        assertThatThrownBy(pump::flush).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void abandonedSourcesAreReleasedOnceEach() {
        List<String> released = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            pump.add(new ResponseSource() {
                @Override
                public boolean writeNext(OutputChunk into) {
                    into.put(octets(into.remaining(), 1));
                    return true;
                }

                @Override
                public void finished() {
                    released.add(name);
                }
            });
        }
        pump.flush();
        pump.abandon();
        pump.abandon();
        assertThat(released).containsExactly("a", "b", "c");
    }

    @Test
    void theEndComesAfterTheLastChunkIsSent() {
        pump.add(ResponseSource.of(octets(500_000, 1)));
        pump.endAfterFlush();
        pump.flush();
        while (!sink.waiting.isEmpty()) {
            assertThat(sink.drained).isFalse();
            sink.sendOne();
            pump.flush();
        }
        assertThat(sink.drained).isTrue();
    }

    @Test
    void whatTheChannelTakesAtOnceWaitsOnlyForTheTurnOfOthers() {
        byte[] octets = octets(5 * OutputPump.TURN, 3);
        sink.takesAtOnce = true;
        pump.add(ResponseSource.of(octets));
        pump.endAfterFlush();
        pump.flush();
        assertThat(sink.sent.size()).isEqualTo(OutputPump.TURN);
        int turns = 1;
        while (sink.wantsFlush) {
            sink.wantsFlush = false;
            pump.flush();
            turns++;
        }
        assertThat(turns).isEqualTo(5);
        assertThat(sink.waiting).isEmpty();
        assertThat(pump.unsent()).isZero();
        assertThat(sink.sent.toByteArray()).isEqualTo(octets);
        assertThat(sink.drained).isTrue();
    }

    private static final class Parcel {
        final ByteBuffer octets;
        final Runnable sent;

        Parcel(ByteBuffer octets, Runnable sent) {
            this.octets = octets;
            this.sent = sent;
        }
    }

    private static final class Sink implements Channel, OutputPump.Listener {
        final Queue<Parcel> waiting = new ArrayDeque<>();
        final ByteArrayOutputStream sent = new ByteArrayOutputStream();
        boolean takesAtOnce;
        boolean wantsFlush;
        boolean drained;

        void sendOne() {
            Parcel parcel = waiting.remove();
            byte[] array = parcel.octets.array();
            sent.writeBytes(Arrays.copyOfRange(array, parcel.octets.position(), parcel.octets.limit()));
            parcel.sent.run();
        }

        @Override
        public void send(ByteBuffer octets, Runnable done) {
            waiting.add(new Parcel(octets, done));
        }

        @Override
        public boolean sendNow(ByteBuffer octets, Runnable done) {
            if (!takesAtOnce) {
                return Channel.super.sendNow(octets, done);
            }
            byte[] taken = new byte[octets.remaining()];
            octets.get(taken);
            sent.writeBytes(taken);
            return true;
        }

        @Override
        public void flushWanted() {
            wantsFlush = true;
        }

        @Override
        public void drained() {
            drained = true;
        }

        @Override
        public void sending(int octets) {}

        @Override
        public void upgradeReady() {}

        @Override
        public void sourceFailed(IOException cause) {}

        @Override
        public InetSocketAddress peer() {
            return new InetSocketAddress(1);
        }

        @Override
        public InetSocketAddress local() {
            return new InetSocketAddress(2);
        }

        @Override
        public long written() {
            return sent.size();
        }

        @Override
        public void suspendRead() {}

        @Override
        public void resumeRead() {}

        @Override
        public void startTls(ByteBuffer read) {}

        @Override
        public void endOutput() {}

        @Override
        public void close() {}
    }
}
