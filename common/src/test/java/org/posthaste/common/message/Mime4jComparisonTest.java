package org.posthaste.common.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.junit.jupiter.api.Test;
import org.posthaste.common.message.PartIndex.Part;

/** Generated messages have the structure and the bodies that another parser finds in them. */
class Mime4jComparisonTest {
    private final Random random = new Random(4711);
    private int boundaries;

    @Test
    void generatedMessagesHaveTheSameStructure() throws IOException, MimeException {
        for (int i = 0; i < 800; i++) {
            String message = "From: a@example.org\r\nMIME-Version: 1.0\r\n" + entity(0);
            byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
            MessageParser parser = new MessageParser();
            parser.accept(octets, 0, octets.length);
            StringBuilder ours = new StringBuilder();
            describe(message, parser.finish().parts().root(), ours);
            assertThat(ours).as(message).hasToString(describeByMime4j(octets));
        }
    }

    /** Content fields, the empty line and a body; without a line end behind. */
    private String entity(int depth) {
        int kind = depth >= 5 ? random.nextInt(6) : random.nextInt(12);
        if (kind >= 10) {
            return "Content-Type: message/rfc822\r\n\r\nSubject: x\r\n" + entity(depth + 1);
        } else if (kind >= 6) {
            return multipart(depth);
        }
        String[] types = {
            "",
            "Content-Type: text/plain\r\n",
            "Content-Type: text/html; charset=utf-8\r\n",
            "content-type: IMAGE/png;\r\n\tname=\"a;b\"\r\n",
            "Content-Type: text/plain (comment)\r\n",
            "Content-Transfer-Encoding: 8bit\r\nContent-Type: application/pdf\r\n"
        };
        return types[kind] + "\r\n" + text();
    }

    private String multipart(int depth) {
        String boundary = random.nextBoolean() ? "b" + boundaries++ : "----=_Part_" + boundaries++ + "_x.y";
        StringBuilder text = new StringBuilder("Content-Type: multipart/mixed; boundary=\"" + boundary + "\"\r\n\r\n");
        text.append(random.nextBoolean() ? "" : "preamble\r\n--" + boundary + "x\r\n");
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
            text.append("--")
                    .append(boundary)
                    .append(random.nextInt(5) == 0 ? " " : "")
                    .append("\r\n")
                    .append(entity(depth + 1))
                    .append("\r\n");
        }
        return text.append("--")
                .append(boundary)
                .append("--")
                .append(random.nextBoolean() ? "" : "\r\nepilogue")
                .toString();
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(4); n > 0; n--) {
            String[] lines = {
                "some text",
                "",
                "-",
                "--",
                "---",
                "--b",
                "\u00e4\u00f6",
                "x".repeat(200),
                "From: no header",
                "  ",
                "--b0-",
                "."
            };
            text.append(lines[random.nextInt(lines.length)]).append("\r\n");
        }
        return text + "end";
    }

    private static void describe(String message, Part part, StringBuilder out) {
        if (part.isMultipart() || part.isMessage()) {
            out.append(part.type()).append('/').append(part.subtype()).append('{');
            part.children().forEach(child -> describe(message, child, out));
            out.append('}');
            return;
        }
        out.append(part.type()).append('/').append(part.subtype()).append('[');
        out.append(message, (int) part.bodyOffset(), (int) (part.bodyOffset() + part.bodySize()))
                .append(']');
    }

    private static String describeByMime4j(byte[] octets) throws IOException, MimeException {
        MimeTokenStream stream = new MimeTokenStream(
                MimeConfig.custom().setMaxLineLen(-1).setStrictParsing(false).build());
        stream.parse(new ByteArrayInputStream(octets));
        StringBuilder out = new StringBuilder();
        int messages = 0;
        for (EntityState state = stream.getState(); state != EntityState.T_END_OF_STREAM; state = stream.next()) {
            switch (state) {
                case T_START_MULTIPART -> out.append(type(stream)).append('{');
                case T_START_MESSAGE -> out.append(messages++ == 0 ? "" : "message/rfc822{");
                case T_END_MULTIPART -> out.append('}');
                case T_END_MESSAGE -> out.append(--messages == 0 ? "" : "}");
                case T_BODY -> out.append(type(stream))
                        .append('[')
                        .append(new String(stream.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                        .append(']');
                default -> {
                    // headers, preambles, epilogues
                }
            }
        }
        return out.toString();
    }

    private static String type(MimeTokenStream stream) {
        return stream.getBodyDescriptor().getMimeType().toLowerCase(Locale.ROOT);
    }
}
