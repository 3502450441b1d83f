package org.posthaste.common.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.posthaste.common.message.PartIndex.Part;

/** Messages made to hurt cost bounded memory, measured as what is allocated and what is rendered. */
class HostileMessagesTest {
    private static final int MEGABYTE = 1 << 20;

    @Test
    void tenThousandNestedPartsEndAtTheDepthLimit() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            text.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\r\n\r\n--b")
                    .append(i)
                    .append("\r\n");
        }
        RenderedMessage message = rendered(parse(text.toString(), 1));
        Part part = message.parts().root();
        int depth = 0;
        while (!part.children().isEmpty()) {
            part = part.children().get(0);
            depth++;
        }
        assertThat(depth).isEqualTo(100);
        assertThat(part.type() + "/" + part.subtype()).isEqualTo("application/octet-stream");
        assertThat(part.bodyOffset() + part.bodySize()).isEqualTo(message.size());
        ImapGrammar.body(message.bodyStructure(), true);
    }

    @Test
    void nestedMessagesEndAtTheDepthLimit() {
        RenderedMessage message = rendered(parse("Content-Type: message/rfc822\r\n\r\n", 100_000));
        ImapGrammar.body(message.bodyStructure(), true);
        assertThat(message.bodyStructure().length).isLessThan(100 * 300);
    }

    @Test
    void partsBehindTheLimitAreTextOfTheLast() {
        StringBuilder text = new StringBuilder("Content-Type: multipart/mixed; boundary=b\r\n\r\n");
        text.append("--b\r\n\r\nx\r\n".repeat(50_000)).append("--b--\r\n");
        ParsedMessage parsed = parse(text.toString(), 1);
        Part root = parsed.parts().root();
        assertThat(root.children()).hasSize(9_999);
        Part last = root.children().get(9_998);
        assertThat(last.bodyOffset() + last.bodySize()).isEqualTo(parsed.size());
        assertThat(rendered(parsed).bodyStructure().length).isLessThan(MEGABYTE);
    }

    @Test
    void partHeadersOverTheBudgetCountAsPlainText() {
        String part = "--b\r\nContent-Type: text/html; name=\"" + "x".repeat(60_000) + "\"\r\n\r\nx\r\n";
        ParsedMessage parsed = parse("Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part.repeat(100), 1);
        RenderedMessage message = rendered(parsed);
        assertThat(message.bodyStructure().length).isLessThan(2 * MEGABYTE);
        assertThat(message.parts().root().children()).hasSize(100);
        assertThat(message.parts().root().children().get(0).subtype()).isEqualTo("html");
        assertThat(message.parts().root().children().get(99).subtype()).isEqualTo("plain");
        assertThat(message.parts().root().children().get(99).bodySize()).isEqualTo(3);
    }

    @Test
    void hundredThousandFieldsAreKeptUpToTheLimit() {
        ParsedMessage parsed = parse("X: " + "y".repeat(20) + "\r\n", 100_000);
        assertThat(parsed.header().fields()).hasSizeBetween(40_000, 50_000);
        assertThat(parsed.isHeaderComplete()).isFalse();
        RenderedMessage message = rendered(parsed);
        assertThat(message.headerSize()).isEqualTo(message.size());
        assertThat(message.headerFields(java.util.List.of("SUBJECT"))).isEmpty();
    }

    @Test
    void aFieldOverTheLimitDoesNotHideThoseBehind() {
        String text = "From: a@example.org\r\nTo: " + "b@example.org,\r\n ".repeat(80_000)
                + "c@example.org\r\nSubject: found\r\n\r\nx";
        ParsedMessage parsed = parse(text, 1);
        assertThat(parsed.header().first("To")).isEmpty();
        assertThat(parsed.header().first("Subject").orElseThrow().body()).isEqualTo("found");
        assertThat(parsed.parts().root().bodySize()).isEqualTo(1);
    }

    @Test
    void manyAddressesAreCut() {
        String text = "To: " + "a@b,".repeat(250_000) + "\r\n\r\nx";
        ParsedMessage parsed = parse(text, 1);
        long before = allocated();
        byte[] stored = parsed.render(new byte[0]);
        assertThat(allocated() - before).isLessThan(12 * MEGABYTE);
        RenderedMessage message = RenderedMessage.decode(stored);
        ImapGrammar.envelope(message.envelope());
        assertThat(message.envelope().length).isLessThan(MEGABYTE);
    }

    @Test
    void addressesThatInviteLookingFarAheadAreReadOnce() {
        for (String piece : new String[] {"<@,", "\"\\", "(", "[", "<", "a:", "@", "<\"", "(\\", "=?a?q?", "=?"}) {
            RenderedMessage message =
                    rendered(parse("To: " + piece.repeat(1_000_000 / piece.length()) + "\r\n\r\n", 1));
            ImapGrammar.envelope(message.envelope());
            EncodedWords.decode(piece.repeat(1_000_000 / piece.length()));
            MimeField.parse(piece.repeat(1_000_000 / piece.length()));
        }
    }

    @Test
    void hugeLinesAreNotKept() {
        byte[] piece = "x".repeat(16_384).getBytes(StandardCharsets.US_ASCII);
        for (String head : new String[] {
            "Subject: ",
            "\r\n",
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--",
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nX: "
        }) {
            MessageParser parser = new MessageParser();
            byte[] start = head.getBytes(StandardCharsets.US_ASCII);
            long before = allocated();
            parser.accept(start, 0, start.length);
            for (int i = 0; i < 6400; i++) {
                parser.accept(piece, 0, piece.length);
            }
            ParsedMessage parsed = parser.finish();
            assertThat(allocated() - before).as(head).isLessThan(8 * MEGABYTE);
            assertThat(parsed.size()).isEqualTo(start.length + 6400L * piece.length);
            assertThat(rendered(parsed).size()).isEqualTo(parsed.size());
        }
    }

    @Test
    void linesThatBeginLikeBoundariesCostNoMemory() {
        StringBuilder head = new StringBuilder();
        for (int i = 0; i < 90; i++) {
            head.append("Content-Type: multipart/mixed; boundary=")
                    .append("x".repeat(150))
                    .append(i)
                    .append("\r\n\r\n--")
                    .append("x".repeat(150))
                    .append(i)
                    .append("\r\n");
        }
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
        byte[] piece = ("--" + "x".repeat(150) + "9y\r\n").repeat(100).getBytes(StandardCharsets.US_ASCII);
        MessageParser parser = new MessageParser();
        parser.accept(start, 0, start.length);
        long before = allocated();
        for (int i = 0; i < 1000; i++) {
            parser.accept(piece, 0, piece.length);
        }
        assertThat(allocated() - before).isLessThan(MEGABYTE);
        assertThat(parser.finish().size()).isEqualTo(start.length + 1000L * piece.length);
    }

    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    private static ParsedMessage parse(String text, int repetitions) {
        MessageParser parser = new MessageParser();
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < repetitions; i++) {
            parser.accept(octets, 0, octets.length);
        }
        return parser.finish();
    }

    private static RenderedMessage rendered(ParsedMessage parsed) {
        return RenderedMessage.decode(parsed.render(new byte[0]));
    }
}
