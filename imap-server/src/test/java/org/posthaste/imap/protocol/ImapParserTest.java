package org.posthaste.imap.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ImapParserTest {
    private static void assertRefused(String text, Consumer<ImapParser> rule, String message) {
        assertThatThrownBy(() -> rule.accept(ImapParser.of(text)))
                .isInstanceOf(ImapSyntaxException.class)
                .hasMessage(message);
    }

    @Test
    void atomQuotedAndLiteralAreTheSameAstring() {
        assertThat(ImapParser.of("INBOX").astring()).isEqualTo("INBOX");
        assertThat(ImapParser.of("\"INBOX\"").astring()).isEqualTo("INBOX");
        assertThat(ImapParser.of("{5}\r\nINBOX").astring()).isEqualTo("INBOX");
        assertThat(ImapParser.of("{5+}\r\nINBOX").astring()).isEqualTo("INBOX");
    }

    @Test
    void quotedStringMayHoldEscapesAndEightBit() {
        assertThat(ImapParser.of("\"a\\\"b\\\\c\"").string()).isEqualTo("a\"b\\c");
        assertThat(ImapParser.of("\"grüße\"").string()).isEqualTo("grüße");
        assertThat(ImapParser.of("\"\"").string()).isEmpty();
        assertThat(new ImapParser(new byte[] {'"', (byte) 0xfc, '"'}, 0, 3).string())
                .isEqualTo("ü");
    }

    @Test
    void errorsTellWhatWasExpectedAndWhere() {
        assertRefused("\"abc", ImapParser::string, "expected '\"' at octet 4");
        assertRefused("\"a\\n\"", ImapParser::string, "expected '\"' or '\\' after '\\' at octet 3");
        assertRefused("(", ImapParser::atom, "expected atom at octet 0");
        assertRefused("0", ImapParser::nzNumber, "expected number above 0 at octet 0");
        assertRefused("4294967296", ImapParser::number, "expected number up to 4294967295 at octet 0");
        assertRefused(
                "99999999999999999999", ImapParser::number64, "expected number up to 9223372036854775807 at octet 0");
        assertRefused("{9}\r\nabc", ImapParser::astring, "expected literal with its octets at octet 0");
        assertRefused("{3}abc", ImapParser::astring, "expected CRLF at octet 3");
        assertRefused("1,", ImapParser::sequenceSet, "expected number at octet 2");
        assertRefused("+", ImapParser::tag, "expected tag at octet 0");
    }

    @Test
    void keywordsMatchInAnyCaseAndOnlyWhole() {
        assertThat(ImapParser.of("nil").acceptNil()).isTrue();
        assertThat(ImapParser.of("NILS").acceptNil()).isFalse();
        assertThat(ImapParser.of("flags.silent (x)").acceptKeyword("FLAGS")).isFalse();
        assertThat(ImapParser.of("flags (x)").acceptKeyword("FLAGS")).isTrue();
    }

    @Test
    void sequenceSetsKeepRangesAsWritten() {
        SequenceSet set = ImapParser.of("5:3,*,7:*").sequenceSet();
        assertThat(set).hasToString("5:3,*,7:*");
        assertThat(set.low(0, 9)).isEqualTo(3);
        assertThat(set.high(0, 9)).isEqualTo(5);
        assertThat(set.low(2, 4)).isEqualTo(4);
        assertThat(set.high(2, 4)).isEqualTo(7);
        assertThat(set.hasStar(0)).isFalse();
        assertThat(set.hasStar(1)).isTrue();
    }

    @Test
    void datesAndTimesAreUnderstoodAndCheckedForExistence() {
        assertThat(ImapParser.of("1-Feb-1994").date()).isEqualTo(LocalDate.of(1994, 2, 1));
        assertThat(ImapParser.of("\"29-fEB-2024\"").date()).isEqualTo(LocalDate.of(2024, 2, 29));
        assertRefused("29-Feb-2023", ImapParser::date, "expected date that exists at octet 0");
        assertRefused("1-Foo-2023", ImapParser::date, "expected month at octet 2");
        ImapParser.DateTime time =
                ImapParser.of("\" 5-Jan-2024 10:11:12 +0130\"").dateTime();
        assertThat(time).isEqualTo(new ImapParser.DateTime(1_704_444_072L, 90));
        assertThat(ImapParser.of("\"17-Jul-1996 02:44:25 -0700\"").dateTime().offsetMinutes())
                .isEqualTo(-420);
        assertRefused("\"17-Jul-1996 24:00:00 -0700\"", ImapParser::dateTime, "expected time that exists at octet 13");
    }

    @Test
    void flagListsDropRecentAndRefuseUnknownSystemFlags() {
        assertThat(ImapParser.of("(\\Seen \\Recent $Junk)").flagList()).containsExactly("\\Seen", "$Junk");
        assertThat(ImapParser.of("(\\Recent)").flagList()).isEmpty();
        assertThat(ImapParser.of("()").flagList()).isEmpty();
        assertThat(ImapParser.of("\\Seen Work").flags()).containsExactly("\\Seen", "Work");
        assertRefused("(\\Foo)", ImapParser::flagList, "expected system flag or keyword at octet 1");
        assertRefused("(a  b)", ImapParser::flagList, "expected flag at octet 3");
    }

    @Test
    void mailboxNamesAreDecodedAndLoseOneSeparatorAtTheEnd() {
        assertThat(ImapParser.of("Pr&APw-fung/").mailbox()).isEqualTo("Prüfung");
        assertThat(ImapParser.of("/").mailbox()).isEqualTo("/");
        assertRefused("a&b", ImapParser::mailbox, "expected modified UTF-7 at octet 0");
    }

    /** Whatever the octets, no rule fails with anything but the syntax exception. */
    @Test
    void onlyTheSyntaxExceptionComesOfRandomInput() {
        List<Consumer<ImapParser>> rules = List.of(
                ImapParser::tag,
                ImapParser::atom,
                ImapParser::keyword,
                ImapParser::itemName,
                ImapParser::astring,
                ImapParser::string,
                ImapParser::listMailbox,
                ImapParser::mailbox,
                ImapParser::number,
                ImapParser::nzNumber,
                ImapParser::number64,
                ImapParser::sequenceSet,
                ImapParser::date,
                ImapParser::dateTime,
                ImapParser::flagList,
                ImapParser::flags,
                ImapParser::end);
        String alphabet = "ab1209:*,()\"\\{}+ \r\n%]-[JanSeen\0\u00fc&/";
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(24); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            byte[] octets = text.toString().getBytes(StandardCharsets.UTF_8);
            for (Consumer<ImapParser> rule : rules) {
                ImapParser parser = new ImapParser(octets, 0, octets.length);
                try {
                    rule.accept(parser);
                } catch (ImapSyntaxException e) {
                    assertThat(e.offset()).isBetween(0, octets.length);
                }
                assertThat(parser.position()).isBetween(0, octets.length);
            }
        }
    }
}
