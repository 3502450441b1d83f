package org.posthaste.common.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InputBufferTest {
    private static ByteBuffer octets(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void linesAreFoundHoweverTheyArrive() {
        String text = "one\r\ntwo\n\r\nfour is longer\r\n";
        for (int seed = 0; seed < 50; seed++) {
            InputBuffer input = new InputBuffer();
            StringBuilder lines = new StringBuilder();
            Random random = new Random(seed);
            for (byte[] piece : Fragmenter.RANDOM.cut(text.getBytes(StandardCharsets.US_ASCII), random)) {
                if (random.nextBoolean()) {
                    input.append(ByteBuffer.wrap(piece));
                } else {
                    // An adopted buffer may be a part of a larger array.
                    ByteBuffer larger = ByteBuffer.allocate(piece.length + 5);
                    larger.position(2).limit(2 + piece.length);
                    larger.duplicate().put(piece);
                    input.adopt(larger);
                }
                for (int length = input.lineLength(); length >= 0; length = input.lineLength()) {
                    lines.append(new String(input.take(length + 1), StandardCharsets.US_ASCII));
                }
            }
            assertThat(lines).hasToString(text);
            assertThat(input.isEmpty()).isTrue();
            assertThat(input.array()).isEmpty();
        }
    }

    @Test
    void whatIsLeftStaysInPlaceWhenMoreArrives() {
        InputBuffer input = new InputBuffer();
        input.adopt(octets("abcdef"));
        input.consume(4);
        input.adopt(octets("gh"));
        input.append(octets("ijklmnop"));
        assertThat(input).hasToString("efghijklmnop");
        assertThat(input.peek(1)).isEqualTo((byte) 'f');
    }
}
