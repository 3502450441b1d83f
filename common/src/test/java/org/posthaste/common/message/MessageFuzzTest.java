package org.posthaste.common.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.posthaste.common.fuzz.Fuzzing;
import org.posthaste.common.io.ByteSource;
import org.posthaste.common.io.DotDecoder;

/** Whatever the octets: no exception, bounded results that IMAP's grammar allows, and the same result for every fragmentation. */
class MessageFuzzTest {
    private static final List<String> MIME = List.of(
            "Content-Type: multipart/mixed; boundary=b\r\n",
            "\r\n--b\r\n",
            "\r\n--b--\r\n",
            "Content-Type: message/rfc822\r\n\r\n",
            "Content-Transfer-Encoding: base64\r\n",
            "Subject: =?utf-8?B?w7w=?=\r\n",
            "From: \"a\" <b@c>, d: e@f;\r\n",
            "\r\n\r\n",
            "; name*0*=utf-8''%c3",
            "Content-Type: text/html; charset=utf-7\r\n\r\n<p>&amp;");

    @Test
    void messages() {
        Fuzzing.run(getClass(), "message", MIME, MessageFuzzTest::message);
    }

    @Test
    void addressesDatesAndEncodedWords() {
        List<String> words = List.of(
                "<a@b>",
                "group:",
                ";",
                "\"",
                "(",
                "=?x?Q?=41?=",
                "=?utf-8?b?",
                "?=",
                " -0700",
                "Mon, ",
                "31 Feb 99 25:61",
                "GMT",
                "\\");
        Fuzzing.run(getClass(), "field", words, MessageFuzzTest::field);
    }

    @Test
    void dataWithDots() {
        Fuzzing.run(
                getClass(),
                "data",
                List.of("\r\n.", "\r\n.\r\n", "\n.\n", "\r.\r", "..", "\r\n"),
                MessageFuzzTest::data);
    }

    private static void message(byte[] octets) {
        MessageParser whole = new MessageParser();
        whole.accept(octets, 0, octets.length);
        ParsedMessage parsed = whole.finish();
        byte[] rendered = parsed.render(new byte[0]);
        MessageParser cut = new MessageParser();
        Fuzzing.pieces(octets, piece -> cut.accept(piece, 0, piece.length));
        assertThat(cut.finish().render(new byte[0])).isEqualTo(rendered);
        assertThat(rendered.length).isLessThan(8 << 20);
        RenderedMessage message = RenderedMessage.decode(rendered);
        ImapGrammar.envelope(message.envelope());
        ImapGrammar.body(message.bodyStructure(), true);
        ImapGrammar.body(message.body(), false);
        assertThat(message.size()).isEqualTo(octets.length);
        ThreadRoot.of(message);
        decode(ByteSource.of(octets), message.parts().root());
    }

    private static void decode(ByteSource octets, PartIndex.Part part) {
        assertThat(part.bodyOffset() + part.bodySize()).isLessThanOrEqualTo(octets.size());
        if (!part.children().isEmpty()) {
            decode(octets, part.children().get(0));
            return;
        }
        try {
            DecodedSource decoded = DecodedSource.of(octets.slice(part.bodyOffset(), part.bodySize()), part.encoding());
            assertThat(decoded.toByteArray()).hasSize((int) decoded.size());
            assertThat(decoded.size()).isLessThanOrEqualTo(part.bodySize());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void field(byte[] octets) {
        String body = new String(octets, StandardCharsets.ISO_8859_1);
        assertThat(AddressList.parse(body)).hasSizeLessThanOrEqualTo(AddressList.MAX_ENTRIES + 1);
        MessageDate.parse(body);
        EncodedWords.decode(body);
        MimeField.parse(body);
        HeaderBlock.parse(octets);
    }

    private static void data(byte[] octets) {
        ByteArrayOutputStream once = new ByteArrayOutputStream();
        ByteArrayOutputStream pieces = new ByteArrayOutputStream();
        DotDecoder whole = new DotDecoder();
        DotDecoder cut = new DotDecoder();
        decode(whole, octets, once);
        Fuzzing.pieces(octets, piece -> decode(cut, piece, pieces));
        assertThat(pieces.toByteArray()).isEqualTo(once.toByteArray());
        assertThat(cut.ended()).isEqualTo(whole.ended());
        assertThat(cut.bareLf()).isEqualTo(whole.bareLf());
        assertThat(cut.bareCr()).isEqualTo(whole.bareCr());
    }

    private static void decode(DotDecoder decoder, byte[] octets, ByteArrayOutputStream into) {
        try {
            decoder.decode(octets, 0, octets.length, into::write);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
