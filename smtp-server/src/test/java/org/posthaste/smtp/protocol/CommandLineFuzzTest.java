package org.posthaste.smtp.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.posthaste.common.address.AddressParser;

/** Whatever the octets of a command line: nothing but the syntax exception. */
class CommandLineFuzzTest {
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

    @FuzzTest
    @DictionaryFile(resourcePath = "command-line.dict")
    void fuzz(byte[] octets) {
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
