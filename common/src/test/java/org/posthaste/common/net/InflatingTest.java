package org.posthaste.common.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.DataFormatException;
import org.junit.jupiter.api.Test;

class InflatingTest {
    private final Inflating inflating = new Inflating();

    private String fed(byte[] octets) throws DataFormatException {
        inflating.feed(ByteBuffer.wrap(octets));
        StringBuilder text = new StringBuilder();
        for (ByteBuffer next = inflating.next(); next.hasRemaining(); next = inflating.next()) {
            text.append(text(next));
        }
        return text.toString();
    }

    private static String text(ByteBuffer octets) {
        return StandardCharsets.ISO_8859_1.decode(octets).toString();
    }

    @Test
    void whatIsFlushedPartiallyIsReadAtOnce() throws DataFormatException {
        // Made by zlib with Z_PARTIAL_FLUSH, which does not end on an octet's boundary.
        assertThat(fed(HexFormat.of().parseHex("4a54f0f3f70fe0e50208"))).isEqualTo("a NOOP\r\n");
        assertThat(fed(HexFormat.of().parseHex("a024280d10"))).isEqualTo("b NOOP\r\n");
    }

    @Test
    void bombComesOutInSmallSteps() throws DataFormatException {
        byte[] bomb = new WireCompression().deflate(new byte[32 << 20]);
        assertThat(bomb.length).isLessThan(100_000);
        inflating.feed(ByteBuffer.wrap(bomb));
        for (int i = 0; i < 100; i++) {
            assertThat(inflating.next().capacity()).isLessThanOrEqualTo(Inflating.STEP);
            assertThat(inflating.pending()).isTrue();
        }
    }

    @Test
    void whatStandsBehindAFlushIsNotTouchedBeforeItIsAskedFor() throws DataFormatException {
        byte[] compressed = new WireCompression().deflate("a UNAUTHENTICATE\r\n".getBytes(StandardCharsets.UTF_8));
        ByteBuffer both = ByteBuffer.allocate(compressed.length + 8);
        both.put(compressed).put("b NOOP\r\n".getBytes(StandardCharsets.UTF_8)).flip();
        inflating.feed(both);
        assertThat(text(inflating.next())).isEqualTo("a UNAUTHENTICATE\r\n");
        assertThat(text(inflating.end())).isEqualTo("b NOOP\r\n");
    }

    @Test
    void restOfAFlushThatComesLateIsDropped() throws DataFormatException {
        byte[] compressed = new WireCompression().deflate("a UNAUTHENTICATE\r\n".getBytes(StandardCharsets.UTF_8));
        inflating.feed(ByteBuffer.wrap(compressed, 0, compressed.length - 3));
        assertThat(inflating.next().hasRemaining()).isTrue();
        assertThat(inflating.end().hasRemaining()).isFalse();
        ByteBuffer late = ByteBuffer.wrap(new byte[] {0, -1, -1, 'b'});
        assertThat(inflating.withoutFlush(late).remaining()).isOne();
        assertThat(inflating.flushing()).isFalse();
    }

    @Test
    void whatIsNotCompressedIsAnError() {
        assertThatThrownBy(() -> fed("a NOOP\r\n".repeat(100).getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(DataFormatException.class);
    }
}
