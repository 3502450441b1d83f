package org.posthaste.common.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvelopeTest {
    @Test
    void exampleOfTheStandard() {
        // RFC 9051 §7.5.2 and §8
        String header = "Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\r\n"
                + "From: Terry Gray <gray@cac.washington.edu>\r\n"
                + "Subject: IMAP4rev2 WG mtg summary and minutes\r\n"
                + "To: imap@cac.washington.edu\r\n"
                + "cc: minutes@CNRI.Reston.VA.US, John Klensin <KLENSIN@MIT.EDU>\r\n"
                + "Message-Id: <B27397-0100000@cac.washington.ed>\r\n";
        assertThat(envelope(header))
                .isEqualTo(
                        "(\"Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\" \"IMAP4rev2 WG mtg summary and minutes\" ((\"Terry"
                                + " Gray\" NIL \"gray\" \"cac.washington.edu\")) ((\"Terry Gray\" NIL \"gray\""
                                + " \"cac.washington.edu\")) ((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) ((NIL"
                                + " NIL \"imap\" \"cac.washington.edu\")) ((NIL NIL \"minutes\""
                                + " \"CNRI.Reston.VA.US\")(\"John Klensin\" NIL \"KLENSIN\" \"MIT.EDU\")) NIL NIL"
                                + " \"<B27397-0100000@cac.washington.ed>\")");
    }

    @Test
    void missingIsNilAndEmptyIsEmpty() {
        assertThat(envelope("X: y\r\n")).isEqualTo("(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)");
        assertThat(envelope("Date:\r\nSubject: \r\nFrom:\r\nTo: \r\nIn-Reply-To:\r\nMessage-ID:\r\n"))
                .isEqualTo("(\"\" \"\" NIL NIL NIL NIL NIL NIL \"\" \"\")");
    }

    @Test
    void senderAndReplyToAreThoseOfFromUnlessGiven() {
        assertThat(envelope("From: a@b\r\n"))
                .isEqualTo(
                        "(NIL NIL ((NIL NIL \"a\" \"b\")) ((NIL NIL \"a\" \"b\")) ((NIL NIL \"a\" \"b\")) NIL NIL NIL"
                                + " NIL NIL)");
        assertThat(envelope("From: a@b\r\nSender:\r\nReply-To: c@d\r\n"))
                .isEqualTo(
                        "(NIL NIL ((NIL NIL \"a\" \"b\")) ((NIL NIL \"a\" \"b\")) ((NIL NIL \"c\" \"d\")) NIL NIL NIL"
                                + " NIL NIL)");
    }

    @Test
    void octetsThatQuotedStringsCannotHoldBecomeLiterals() {
        assertThat(envelope("Subject: J\u00fcrgen \"x\"\r\n")).startsWith("(NIL {10}\r\nJ\u00fcrgen \"x\" NIL");
        assertThat(envelope("Subject: a\0b\tc\rd\u007fe\r\n")).startsWith("(NIL \"ab c d e\" NIL");
        assertThat(envelope("Subject: \\ and \"\r\n")).startsWith("(NIL \"\\\\ and \\\"\" NIL");
        assertThat(envelope("Subject: \u00fc\0\r\n x\r\n")).startsWith("(NIL {3}\r\n\u00fc x NIL");
        assertThat(envelope("Subject: " + "x".repeat(1001) + "\r\n")).startsWith("(NIL {1001}\r\nxxx");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "a@b.c|(NIL NIL \"a\" \"b.c\")",
                "<a@b>|(NIL NIL \"a\" \"b\")",
                "A B <a@b>, C <c@d>|(\"A B\" NIL \"a\" \"b\")(\"C\" NIL \"c\" \"d\")",
                "\"A, B\" <a@b>|(\"A, B\" NIL \"a\" \"b\")",
                "\"A \\\"B\\\"\" <a@b>|(\"A \\\"B\\\"\" NIL \"a\" \"b\")",
                "\"A\" B \"C\" <a@b>|(\"A B C\" NIL \"a\" \"b\")",
                "J. R. \"R\" Tolkien <a@b>|(\"J. R. R Tolkien\" NIL \"a\" \"b\")",
                "a@b (A B)|(\"A B\" NIL \"a\" \"b\")",
                "(A B) a@b|(\"A B\" NIL \"a\" \"b\")",
                "a@b (A (B) \\) C)|(\"A (B) ) C\" NIL \"a\" \"b\")",
                "N (comment) <a@b>|(\"N\" NIL \"a\" \"b\")",
                "\"a b\"@c|(NIL NIL \"a b\" \"c\")",
                "\"a\".b . \"c d\"@e|(NIL NIL \"a.b.c d\" \"e\")",
                "a @ b . c|(NIL NIL \"a\" \"b.c\")",
                "<@x,@y:a@b>|(NIL \"@x,@y\" \"a\" \"b\")",
                "< @x , @y : a@b >|(NIL \"@x,@y\" \"a\" \"b\")",
                "a@[1.2.3.4]|(NIL NIL \"a\" \"[1.2.3.4]\")",
                "a|(NIL NIL \"a\" \"unspecified-domain\")",
                "A B|(NIL NIL \"A B\" \"unspecified-domain\")",
                "<a>|(NIL NIL \"a\" \"unspecified-domain\")",
                "N <>|(\"N\" NIL \"unspecified-mailbox\" \"unspecified-domain\")",
                "<>, c@d|(NIL NIL \"c\" \"d\")",
                "a@|(NIL NIL \"a\" \"unspecified-domain\")",
                "@b|(NIL NIL \"unspecified-mailbox\" \"b\")",
                ",,a@b,,|(NIL NIL \"a\" \"b\")",
                "a@b; c@d|(NIL NIL \"a\" \"b\")(NIL NIL \"c\" \"d\")",
                "a@b c@d|(NIL NIL \"a\" \"b\")",
                "A B a@b|(\"A B\" NIL \"a\" \"b\")",
                "a@b <a@b>|(\"a@b\" NIL \"a\" \"b\")",
                "\"a@b\" <a@b>|(\"a@b\" NIL \"a\" \"b\")",
                "N <a@b, M <c@d>|(\"N\" NIL \"a\" \"b\")(\"M\" NIL \"c\" \"d\")",
                "N <a@b> junk, c@d|(\"N\" NIL \"a\" \"b\")(NIL NIL \"c\" \"d\")",
                "\"open <a@b>|(\"open\" NIL \"a\" \"b\")",
                "<<a@b>>|(NIL NIL \"a\" \"b\")",
                "N <mailto:a@b>|(\"N\" NIL \"a\" \"b\")",
                "a@b@c|(NIL NIL \"a@b\" \"c\")",
                "<a@b@c>|(NIL NIL \"a@b\" \"c\")",
                "> a@b|(NIL NIL \"a\" \"b\")",
                "G: a@b, N <c@d>;|(NIL NIL \"G\" NIL)(NIL NIL \"a\" \"b\")(\"N\" NIL \"c\" \"d\")(NIL NIL NIL NIL)",
                "G:;, x@y|(NIL NIL \"G\" NIL)(NIL NIL NIL NIL)(NIL NIL \"x\" \"y\")",
                "\"G H\" I: ;|(NIL NIL \"G H I\" NIL)(NIL NIL NIL NIL)",
                "G: a@b|(NIL NIL \"G\" NIL)(NIL NIL \"a\" \"b\")(NIL NIL NIL NIL)",
                "=?utf-8?Q?=C3=A4?= <a@b>|(\"=?utf-8?Q?=C3=A4?=\" NIL \"a\" \"b\")",
            })
    void addressForms(String field, String expected) {
        assertThat(envelope("To: " + field + "\r\n"))
                .isEqualTo("(NIL NIL NIL NIL NIL (" + expected + ") NIL NIL NIL NIL)");
    }

    @Test
    void repeatedDestinationsAreJoinedAndFoldingVanishes() {
        assertThat(envelope("To: a@b\r\nX: y\r\nTO: c@d,\r\n e@f\r\nSubject: 1\r\n 2\r\nSubject: 3\r\n"))
                .isEqualTo("(NIL \"1 2\" NIL NIL NIL ((NIL NIL \"a\" \"b\")(NIL NIL \"c\" \"d\")(NIL NIL \"e\" \"f\"))"
                        + " NIL NIL NIL NIL)");
    }

    private static String envelope(String header) {
        byte[] envelope = Envelope.render(HeaderBlock.parse(header.getBytes(StandardCharsets.ISO_8859_1)));
        ImapGrammar.envelope(envelope);
        return new String(envelope, StandardCharsets.ISO_8859_1);
    }
}
