package org.posthaste.smtp.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.posthaste.common.address.AddressParser;
import org.posthaste.common.fuzz.Fuzzing;

/** Whatever the octets of a command line: nothing but the syntax exception. */
class SmtpFuzzTest {
    private static final List<String> WORDS = List.of(
            "MAIL FROM:<",
            "RCPT TO:",
            "<@a,@b:c@d>",
            "\"q\\\"x\"@d",
            "[127.0.0.1]",
            "[IPv6:::1]",
            " SIZE=1",
            " BODY=8BITMIME",
            " ORCPT=rfc822;a+2Bb",
            "<>",
            "<Postmaster>",
            "xn--",
            "\u00fc",
            "..");
    private static final List<Consumer<SmtpParser>> RULES = List.of(
            parser -> {
                parser.verb();
                parser.space();
                parser.word("FROM:");
                parser.reversePath();
                parser.parameters();
                parser.end();
            },
            SmtpParser::reversePath,
            SmtpParser::forwardPath,
            SmtpParser::parameters,
            SmtpParser::token,
            SmtpParser::rest);

    @Test
    void commandLines() {
        Fuzzing.run(getClass(), "smtp", WORDS, SmtpFuzzTest::line);
    }

    private static void line(byte[] octets) {
        for (Consumer<SmtpParser> rule : RULES) {
            try {
                rule.accept(new SmtpParser(octets));
            } catch (SmtpSyntaxException e) {
                assertThat(e.octet()).isBetween(0, octets.length + 1);
            }
        }
        String text = new String(octets, StandardCharsets.UTF_8);
        AddressParser.mailbox(text);
        AddressParser.domainOrLiteral(text);
        AddressParser.reversePath(text);
        AddressParser.forwardPath(text, "example.org");
    }
}
