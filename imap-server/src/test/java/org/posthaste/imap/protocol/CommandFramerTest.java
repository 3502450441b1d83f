package org.posthaste.imap.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.posthaste.common.net.InputBuffer;
import org.posthaste.imap.protocol.CommandFramer.Event;

class CommandFramerTest {
    private static final FrameLimits LIMITS = new FrameLimits(60, 20, 100, 1000);

    /** What a literal's size decides in these tests: up to 20 kept, 21 to 40 handed on, above refused. */
    private static List<String> frame(String text, int seed) {
        CommandFramer framer = new CommandFramer(LIMITS);
        InputBuffer input = new InputBuffer();
        List<String> events = new ArrayList<>();
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        Random random = new Random(seed);
        StringBuilder handedOn = new StringBuilder();
        for (int at = 0; at < octets.length; ) {
            int count = seed == 0 ? octets.length : seed == 1 ? 1 : 1 + random.nextInt(9);
            count = Math.min(count, octets.length - at);
            input.append(ByteBuffer.wrap(octets, at, count));
            at += count;
            for (Event event = framer.next(input); event != Event.INCOMPLETE; event = framer.next(input)) {
                String shown = new String(
                        framer.array(), framer.from(), framer.to() - framer.from(), StandardCharsets.ISO_8859_1);
                switch (event) {
                    case COMMAND -> events.add("command " + shown);
                    case LITERAL -> {
                        long size = framer.literalSize();
                        if (framer.fits(size)) {
                            framer.keepLiteral();
                        } else if (size <= 40) {
                            framer.handOnLiteral();
                        } else {
                            framer.refuse();
                        }
                        events.add("literal " + size + (framer.synchronizing() ? "" : "+"));
                    }
                    case OCTETS -> handedOn.append(shown);
                    case LITERAL_END -> {
                        events.add("handed on " + handedOn);
                        handedOn.setLength(0);
                    }
                    case OVERLONG -> events.add("overlong " + shown.substring(0, 4));
                    default -> events.add(event.name());
                }
            }
        }
        return events;
    }

    private static void assertEvents(String text, String... events) {
        for (int seed = 0; seed < 12; seed++) {
            assertThat(frame(text, seed)).as("seed " + seed).containsExactly(events);
        }
    }

    @Test
    void linesAreCommandsAndEmptyLinesAreSkipped() {
        assertEvents("\r\na NOOP\r\n\n\r\nb NOOP\nc NOOP\r\n", "command a NOOP", "command b NOOP", "command c NOOP");
    }

    @Test
    void literalsAreKeptWithTheirCommand() {
        assertEvents(
                "a LOGIN {3}\r\nbob {3+}\r\nx\r\n\r\nb NOOP\r\n",
                "literal 3", "literal 3+", "command a LOGIN {3}\r\nbob {3+}\r\nx\r\n", "command b NOOP");
    }

    @Test
    void largerLiteralsAreHandedOn() {
        String octets = "abcdefghij\r\nabcdefghij";
        assertEvents(
                "a APPEND x {22}\r\n" + octets + " ()\r\nb NOOP\r\n",
                "literal 22",
                "handed on " + octets,
                "command a APPEND x {22}\r\n ()",
                "command b NOOP");
    }

    @Test
    void refusedCommandIsAnsweredAtOnceIfTheClientWaits() {
        assertEvents("a X {50}\r\nb NOOP\r\n", "literal 50", "REFUSED", "command b NOOP");
    }

    @Test
    void refusedCommandIsReadToItsEndIfTheClientDoesNotWait() {
        String octets = "0123456789\r\n012345678901234567890123456789012345678";
        assertEvents(
                "a X {50+}\r\n" + octets.substring(0, 50) + " {3+}\r\nabc y\r\nb NOOP\r\n",
                "literal 50+",
                "REFUSED",
                "command b NOOP");
        assertEvents(
                "a X {50+}\r\n" + octets.substring(0, 50) + " {3}\r\nb NOOP\r\n",
                "literal 50+",
                "REFUSED",
                "command b NOOP");
    }

    @Test
    void whatLooksLikeALiteralButIsNoneIsText() {
        assertEvents(
                "a X {}\r\nb {+}\r\nc 5}\r\nd {a}\r\n",
                "command a X {}",
                "command b {+}",
                "command c 5}",
                "command d {a}");
    }

    @Test
    void hugeNumbersDoNotOverflow() {
        assertEvents("a X {99999999999999999999999}\r\n", "literal " + Long.MAX_VALUE / 20, "REFUSED");
    }

    @Test
    void overlongLinesAreDropped() {
        assertEvents("long " + "x".repeat(500) + "\r\nb NOOP\r\n", "overlong long", "command b NOOP");
        assertEvents("long " + "x".repeat(57) + "\r\nb NOOP\r\n", "overlong long", "command b NOOP");
    }

    @Test
    void commandsWithTooManyLiteralsAreDropped() {
        String literals = "a X" + " {15+}\r\n0123456789abcde".repeat(7) + "\r\nb NOOP\r\n";
        for (int seed = 0; seed < 12; seed++) {
            assertThat(frame(literals, seed)).endsWith("command b NOOP").contains("literal 15+");
        }
    }
}
