package org.posthaste.pop3.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.posthaste.common.io.ByteSource;
import org.posthaste.common.net.OutputChunk;
import org.posthaste.common.net.ResponseSource;

class MessageSourceTest {
    private static final Pop3Reply STATUS = Pop3Reply.ok("");

    private static String retr(String message) {
        return sent(message, MessageSource.ALL_LINES);
    }

    private static String top(String message, int lines) {
        return sent(message, lines);
    }

    /** Sends in chunks of every small size and checks that all come to the same. */
    private static String sent(String message, int lines) {
        byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
        String whole = drain(new MessageSource(STATUS, ByteSource.of(octets), lines), 1 << 16);
        for (int chunk = 2; chunk < 12; chunk++) {
            assertThat(drain(new MessageSource(STATUS, ByteSource.of(octets), lines), chunk))
                    .isEqualTo(whole);
        }
        assertThat(whole).startsWith("+OK\r\n");
        return whole.substring(5);
    }

    static String drain(ResponseSource source, int chunk) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        boolean more = true;
        while (more) {
            ByteBuffer buffer = ByteBuffer.allocate(chunk);
            try {
                more = source.writeNext(new OutputChunk(buffer));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            assertThat(buffer.position() > 0 || !more).isTrue();
            all.write(buffer.array(), 0, buffer.position());
        }
        source.finished();
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void anOrdinaryMessageIsSentAsItIs() {
        assertThat(retr("A: b\r\n\r\ntext\r\n")).isEqualTo("A: b\r\n\r\ntext\r\n.\r\n");
    }

    @Test
    void dotsAtTheStartOfLinesAreDoubled() {
        assertThat(retr(".A: b\r\n\r\n.\r\n..\r\n.x.\r\nx.\r\n"))
                .isEqualTo("..A: b\r\n\r\n..\r\n...\r\n..x.\r\nx.\r\n.\r\n");
    }

    @Test
    void aDotBehindALoneLfCannotEndTheMessage() {
        assertThat(retr("A: b\r\n\r\nx\n.\r\ny\r\n")).isEqualTo("A: b\r\n\r\nx\n..\r\ny\r\n.\r\n");
    }

    @Test
    void loneCrAndLfStay() {
        assertThat(retr("A: b\r\n\r\nx\ry\nz\r\r\n")).isEqualTo("A: b\r\n\r\nx\ry\nz\r\r\n.\r\n");
    }

    @Test
    void aMissingLineEndIsAdded() {
        assertThat(retr("A: b\r\n\r\ntext")).isEqualTo("A: b\r\n\r\ntext\r\n.\r\n");
        assertThat(retr("A: b\r\n\r\ntext\n")).isEqualTo("A: b\r\n\r\ntext\n\r\n.\r\n");
        assertThat(retr("A: b\r\n\r\ntext\r")).isEqualTo("A: b\r\n\r\ntext\r\r\n.\r\n");
    }

    @Test
    void aMissingEmptyLineBehindTheHeaderIsAdded() {
        assertThat(retr("A: b\r\n")).isEqualTo("A: b\r\n\r\n.\r\n");
        assertThat(retr("A: b")).isEqualTo("A: b\r\n\r\n.\r\n");
        assertThat(retr("")).isEqualTo("\r\n.\r\n");
    }

    @Test
    void nulIsReplacedAndKeepsTheSize() {
        assertThat(retr("A: b\r\n\r\nx\0y\0\r\n")).isEqualTo("A: b\r\n\r\nx\u0080y\u0080\r\n.\r\n");
    }

    @Test
    void topGivesTheHeaderAndSoManyLines() {
        String message = "A: b\r\nC: d\r\n\r\n.1\r\n\r\n3\r\n4";
        assertThat(top(message, 0)).isEqualTo("A: b\r\nC: d\r\n\r\n.\r\n");
        assertThat(top(message, 1)).isEqualTo("A: b\r\nC: d\r\n\r\n..1\r\n.\r\n");
        assertThat(top(message, 2)).isEqualTo("A: b\r\nC: d\r\n\r\n..1\r\n\r\n.\r\n");
        assertThat(top(message, 4)).isEqualTo("A: b\r\nC: d\r\n\r\n..1\r\n\r\n3\r\n4\r\n.\r\n");
        assertThat(top(message, 400)).isEqualTo("A: b\r\nC: d\r\n\r\n..1\r\n\r\n3\r\n4\r\n.\r\n");
    }

    @Test
    void topOfAMessageWithoutBodyEndsTheHeader() {
        assertThat(top("A: b\r\n", 0)).isEqualTo("A: b\r\n\r\n.\r\n");
        assertThat(top("\r\nx\r\n", 0)).isEqualTo("\r\n.\r\n");
    }

    @Test
    void randomOctetsComeBackWhenUnstuffed() {
        Random random = new Random(7);
        byte[] alphabet = {'\r', '\n', '.', 'a', (byte) 0xff};
        for (int round = 0; round < 500; round++) {
            StringBuilder message = new StringBuilder("A: b\r\n\r\n");
            for (int i = random.nextInt(60); i > 0; i--) {
                message.append((char) (alphabet[random.nextInt(alphabet.length)] & 0xff));
            }
            message.append("\r\n");
            String sent = retr(message.toString());
            assertThat(sent).endsWith("\r\n.\r\n");
            String body = sent.substring(0, sent.length() - 3);
            assertThat(("\n" + body).replace("\n..", "\n.").substring(1)).isEqualTo(message.toString());
            assertThat("\n" + body).doesNotContain("\n.\r\n").doesNotContain("\n.\n");
        }
    }

    @Test
    void aTornMessageIsNotEndedByADot() {
        ByteSource torn = new ByteSource() {
            @Override
            public long size() {
                return 100;
            }

            @Override
            public int read(long position, ByteBuffer into) {
                if (position > 0) {
                    return 0;
                }
                into.put((byte) 'x');
                return 1;
            }
        };
        MessageSource source = new MessageSource(STATUS, torn, MessageSource.ALL_LINES);
        assertThatThrownBy(() -> source.writeNext(new OutputChunk(ByteBuffer.allocate(1000))))
                .isInstanceOf(IOException.class);
    }
}
