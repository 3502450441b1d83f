package org.posthaste.common.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.posthaste.common.io.ByteSource;
import org.posthaste.common.message.OddMessages.Odd;
import org.posthaste.common.message.PartIndex.Part;

/** What holds for every message, however odd; and for such messages after random damage. */
class MessagePropertiesTest {
    private static final byte[] PREFIX =
            "Return-Path: <x@example.org>\r\nReceived: from a\r\n\tby b; Tue, 14 May 2024 09:31:07 +0200\r\n"
                    .getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_PREFIX = new byte[0];

    static List<Odd> messages() {
        return OddMessages.all();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void holdsForOddMessages(Odd message) throws IOException {
        check(message.octets(), message.octets().length < 5000);
    }

    @Test
    void holdsForDamagedMessages() throws IOException {
        Random random = new Random(20240514);
        List<Odd> messages =
                OddMessages.all().stream().filter(m -> m.octets().length < 3000).toList();
        for (int i = 0; i < 2500; i++) {
            byte[] octets = messages.get(random.nextInt(messages.size())).octets();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                octets = damage(
                        octets, messages.get(random.nextInt(messages.size())).octets(), random);
            }
            try {
                check(octets, i % 20 == 0);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("round " + i + ": " + new String(octets, StandardCharsets.ISO_8859_1), e);
            }
        }
    }

    @Test
    void holdsForNoise() throws IOException {
        Random random = new Random(1);
        String[] tokens = {
            "--b",
            "--b--",
            "--",
            "\r\n",
            "\n",
            "\r",
            "\r\n\r\n",
            " ",
            "\t",
            "Content-Type: multipart/mixed; boundary=b",
            "Content-Type: message/rfc822",
            "Content-Type: multipart/digest; boundary=c",
            "--c",
            "--c--",
            "Subject: x",
            "From: a@b (c",
            ":",
            ";",
            "\"",
            "\0",
            "\u00e4",
            "=?utf-8?B?",
            "?=",
            "text"
        };
        for (int i = 0; i < 2500; i++) {
            StringBuilder noise = new StringBuilder();
            for (int n = random.nextInt(40); n > 0; n--) {
                noise.append(tokens[random.nextInt(tokens.length)]);
                noise.append(random.nextInt(3) > 0 ? "\r\n" : "");
            }
            byte[] octets = noise.toString().getBytes(StandardCharsets.ISO_8859_1);
            try {
                check(octets, i % 10 == 0);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("round " + i + ": " + noise, e);
            }
        }
    }

    private static byte[] damage(byte[] octets, byte[] other, Random random) {
        if (octets.length == 0) {
            return other;
        }
        int at = random.nextInt(octets.length);
        int to = Math.min(octets.length, at + random.nextInt(40));
        byte[] damaged = octets.clone();
        switch (random.nextInt(6)) {
            case 0 -> damaged[at] = (byte) random.nextInt();
            case 1 -> damaged[at] = (byte) "\r\n-;:\"=?\0 <>(),@".charAt(random.nextInt(16));
            case 2 -> damaged = join(octets, 0, at, octets, to, octets.length);
            case 3 -> damaged = join(octets, 0, to, octets, at, octets.length);
            case 4 -> damaged = join(octets, 0, at, other, Math.min(at, other.length), other.length);
            default -> damaged = Arrays.copyOf(octets, at);
        }
        return damaged;
    }

    private static byte[] join(byte[] first, int from, int to, byte[] second, int secondFrom, int secondTo) {
        OctetBuffer joined = new OctetBuffer(first.length + second.length);
        return joined.append(first, from, to - from)
                .append(second, secondFrom, secondTo - secondFrom)
                .toByteArray();
    }

    private static void check(byte[] octets, boolean everyFragmentation) throws IOException {
        ParsedMessage parsed = parse(octets, octets.length);
        byte[] stored = parsed.render(PREFIX);
        for (int size : everyFragmentation ? new int[] {1, 2, 3, 7, 64, 300} : new int[] {5, 1000}) {
            assertThat(parse(octets, size).render(PREFIX))
                    .as("in pieces of " + size)
                    .isEqualTo(stored);
        }
        assertThat(parsed.size()).isEqualTo(octets.length);
        Part root = parsed.parts().root();
        assertThat(root.headerOffset()).isZero();
        assertThat(root.bodyOffset() + root.bodySize()).isEqualTo(octets.length);
        checkParts(octets, root);
        checkEmbedded(octets, root, parsed);
        checkRendered(octets, parsed, stored);
        readText(octets, root);
    }

    private static void checkParts(byte[] octets, Part part) {
        assertThat(part.headerSize()).isNotNegative();
        assertThat(part.bodySize()).isNotNegative();
        assertThat(part.lines()).as("lines of " + part).isEqualTo(Octets.countLf(octets, (int) part.bodyOffset(), (int)
                (part.bodyOffset() + part.bodySize())));
        long end = part.bodyOffset();
        for (Part child : part.children()) {
            assertThat(child.headerOffset())
                    .as("parts follow one another")
                    .isGreaterThanOrEqualTo(Math.min(end, part.bodyOffset() + part.bodySize()));
            end = child.bodyOffset() + child.bodySize();
            assertThat(end)
                    .as("parts lie within their parents")
                    .isLessThanOrEqualTo(part.bodyOffset() + part.bodySize());
            checkParts(octets, child);
        }
        assertThat(part.children().isEmpty() || part.isMultipart() || part.isMessage())
                .isTrue();
    }

    /** The slice of an embedded message, parsed alone, has the same structure, unless limits were at work. */
    private static void checkEmbedded(byte[] octets, Part part, ParsedMessage parsed) {
        for (Part child : part.children()) {
            if (part.isMessage()) {
                byte[] slice = Arrays.copyOfRange(
                        octets, (int) part.bodyOffset(), (int) (part.bodyOffset() + part.bodySize()));
                PartIndex alone = parse(slice, slice.length).parts();
                if (depth(parsed.parts().root()) < 100) {
                    assertThat(shape(alone.root(), part.bodyOffset())).isEqualTo(shape(child, 0));
                }
            }
            checkEmbedded(octets, child, parsed);
        }
    }

    private static int depth(Part part) {
        int depth = 0;
        for (Part child : part.children()) {
            depth = Math.max(depth, depth(child));
        }
        return depth + 1;
    }

    private static String shape(Part part, long shift) {
        StringBuilder shape = new StringBuilder();
        shape.append(part.headerOffset() + shift)
                .append(' ')
                .append(part.bodyOffset() + shift)
                .append(' ')
                .append(part.bodySize())
                .append(' ')
                .append(part.lines());
        shape.append(' ').append(part.type()).append('/').append(part.subtype()).append('(');
        part.children().forEach(child -> shape.append(shape(child, shift)));
        return shape.append(')').toString();
    }

    private static void checkRendered(byte[] octets, ParsedMessage parsed, byte[] stored) {
        RenderedMessage plain = RenderedMessage.decode(parsed.render(NO_PREFIX));
        RenderedMessage message = RenderedMessage.decode(stored);
        assertThat(message.size()).isEqualTo(octets.length + PREFIX.length);
        assertThat(message.headerSize()).isEqualTo(parsed.parts().root().headerSize() + PREFIX.length);
        assertThat(plain.parts().root()).isEqualTo(parsed.parts().root());
        byte[] whole = join(PREFIX, 0, PREFIX.length, octets, 0, octets.length);
        checkParts(whole, message.parts().root());
        ImapGrammar.envelope(message.envelope());
        List<Object> structure = ImapGrammar.body(message.bodyStructure(), true);
        ImapGrammar.body(message.body(), false);
        assertThat(message.bodyStructure()).isEqualTo(plain.bodyStructure());
        checkStructure(structure, message.parts().root());
        checkFields(whole, message);
    }

    /** Sizes and types of BODYSTRUCTURE are those of the parts. */
    private static void checkStructure(List<Object> structure, Part part) {
        if (part.isMultipart()) {
            for (int i = 0; i < part.children().size(); i++) {
                List<Object> child = new ArrayList<>();
                ((List<?>) structure.get(i)).forEach(child::add);
                checkStructure(child, part.children().get(i));
            }
            return;
        }
        assertThat(structure.get(0)).isEqualTo(part.type().toUpperCase(java.util.Locale.ROOT));
        assertThat(structure.get(1)).isEqualTo(part.subtype().toUpperCase(java.util.Locale.ROOT));
        assertThat(structure.get(6)).isEqualTo(part.bodySize());
        if (part.type().equals("text")) {
            assertThat(structure.get(7)).isEqualTo(part.lines());
        }
    }

    private static void checkFields(byte[] whole, RenderedMessage message) {
        HeaderBlock header = HeaderBlock.parse(Arrays.copyOf(whole, (int) message.headerSize()));
        for (String name : List.of("FROM", "SUBJECT", "RECEIVED", "REFERENCES", "CONTENT-TYPE")) {
            message.headerFields(Set.of(name)).ifPresent(kept -> {
                OctetBuffer expected = new OctetBuffer(100);
                header.all(name).forEach(field -> {
                    expected.append(field.raw());
                    expected.append(field.raw()[field.raw().length - 1] == '\n' ? "" : "\r\n");
                });
                assertThat(kept).isEqualTo(expected.toByteArray());
            });
        }
        header.fields()
                .forEach(field -> assertThat(EncodedWords.decode(field.body())).isNotNull());
        int length =
                header.fields().stream().mapToInt(field -> field.raw().length).sum();
        assertThat(length).isBetween((int) message.headerSize() - 2, (int) message.headerSize());
    }

    private static void readText(byte[] octets, Part part) throws IOException {
        if (PartText.isText(part)) {
            try (Reader text = PartText.open(ByteSource.of(octets), part)) {
                text.transferTo(new StringWriter());
            }
        }
        for (Part child : part.children()) {
            readText(octets, child);
        }
    }

    private static ParsedMessage parse(byte[] octets, int pieces) {
        MessageParser parser = new MessageParser();
        for (int at = 0; at < octets.length; at += pieces) {
            parser.accept(octets, at, Math.min(pieces, octets.length - at));
        }
        return parser.finish();
    }
}
