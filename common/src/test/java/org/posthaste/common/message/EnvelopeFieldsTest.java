package org.posthaste.common.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.posthaste.common.message.EnvelopeFields.Address;

/** RFC 9051 §7.5.2, read back. */
class EnvelopeFieldsTest {
    private static EnvelopeFields of(String header) {
        byte[] octets = (header + "\r\n").getBytes(StandardCharsets.UTF_8);
        return EnvelopeFields.parse(Envelope.render(HeaderBlock.parse(octets)));
    }

    @Test
    void nothingReadsAsEmpty() {
        EnvelopeFields fields = of("");
        assertThat(fields.subject()).isEmpty();
        assertThat(fields.from()).isEqualTo(new Address("", "", ""));
        assertThat(fields.messageId()).isEmpty();
        assertThat(fields.inReplyTo()).isEmpty();
    }

    @Test
    void firstAddressesAndTextsAreRead() {
        EnvelopeFields fields = of("Date: Mon, 1 Jan 2024 00:00:00 +0000\r\n"
                + "Subject: a \"quoted\" \\ one\r\n"
                + "From: \"N (I) L\" <a@b.example>, c@d.example\r\n"
                + "Sender: s@x.example\r\nReply-To: r@x.example\r\n"
                + "To: Group: one@x.example, two@x.example;\r\n"
                + "Cc: =?utf-8?Q?=C3=84?= <cc@x.example>\r\nBcc: b1@x.example\r\n"
                + "In-Reply-To: <1@x> <2@x>\r\nMessage-ID: <3@x>\r\n");
        assertThat(fields.subject()).isEqualTo("a \"quoted\" \\ one");
        assertThat(fields.from()).isEqualTo(new Address("N (I) L", "a", "b.example"));
        assertThat(fields.to()).isEqualTo(new Address("", "Group", ""));
        assertThat(fields.cc()).isEqualTo(new Address("=?utf-8?Q?=C3=84?=", "cc", "x.example"));
        assertThat(fields.inReplyTo()).isEqualTo("<1@x> <2@x>");
        assertThat(fields.messageId()).isEqualTo("<3@x>");
    }

    @Test
    void literalsAreRead() {
        String longSubject = "x".repeat(3000) + ") (";
        assertThat(of("Subject: " + longSubject + "\r\nFrom: Gr\u00fc\u00dfe <a@b>\r\n")
                        .subject())
                .isEqualTo(longSubject);
        assertThat(of("Subject: " + longSubject + "\r\nFrom: Gr\u00fc\u00dfe <a@b>\r\nMessage-ID: <7@x>\r\n"))
                .satisfies(fields -> assertThat(fields.from()).isEqualTo(new Address("Gr\u00fc\u00dfe", "a", "b")))
                .satisfies(fields -> assertThat(fields.messageId()).isEqualTo("<7@x>"));
    }

    @Test
    void envelopesOfOddMessagesAreRead() {
        for (OddMessages.Odd odd : OddMessages.all()) {
            MessageParser parser = new MessageParser();
            parser.accept(odd.octets(), 0, odd.octets().length);
            RenderedMessage rendered = RenderedMessage.decode(parser.finish().render(new byte[0]));
            assertThat(EnvelopeFields.parse(rendered.envelope())).as(odd.name()).isNotNull();
        }
    }

    @Test
    void damagedEnvelopesAreRefused() {
        byte[] whole = Envelope.render(
                HeaderBlock.parse("Subject: \u00fc\r\nFrom: A <b@c>\r\nTo: d@e, f@g\r\nMessage-ID: <x@y>\r\n\r\n"
                        .getBytes(StandardCharsets.ISO_8859_1)));
        for (int length = 0; length < whole.length - 1; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> EnvelopeFields.parse(cut)).isInstanceOf(IllegalArgumentException.class);
        }
        byte[] huge = "(NIL {99999999999}\r\n".getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> EnvelopeFields.parse(huge)).isInstanceOf(IllegalArgumentException.class);
    }
}
