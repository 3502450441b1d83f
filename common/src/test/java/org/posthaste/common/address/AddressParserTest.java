package org.posthaste.common.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.IDN;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthaste.common.address.AddressParser.ParsedPath;

class AddressParserTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "alice@example.org, alice, example.org",
                "Alice.B+tag@EXAMPLE.org, Alice.B+tag, example.org",
                "!#$%&'*+-/=?^_`{|}~@x, !#$%&'*+-/=?^_`{|}~, x",
                "\"a b\"@example.org, a b, example.org",
                "\"a\\\"b\\\\c\"@example.org, a\"b\\c, example.org",
                "\"a@b\"@example.org, a@b, example.org",
                "\"alice\"@example.org, alice, example.org",
                "a@[192.0.2.1], a, [192.0.2.1]",
                "a@[IPv6:2001:DB8::1], a, [ipv6:2001:db8::1]",
                "a@[IPv6:::], a, [ipv6:::]",
                "a@[IPv6:1:2:3:4:5:6:1.2.3.4], a, [ipv6:1:2:3:4:5:6:1.2.3.4]",
                "a@[IPv6:::ffff:1.2.3.4], a, [ipv6:::ffff:1.2.3.4]",
                "a@under_score.example.org, a, under_score.example.org",
                "jürgen@example.org, jürgen, example.org",
                "a@bücher.example, a, xn--bcher-kva.example",
                "a@BÜCHER.example, a, xn--bcher-kva.example",
                "a@straße.example, a, xn--strae-oqa.example",
                "a@例え。テスト, a, xn--r8jz45g.xn--zckzah",
                "a@xn--bcher-kva.example, a, xn--bcher-kva.example",
                "\uD83D\uDE00@example.org, \uD83D\uDE00, example.org",
            })
    void mailboxIsParsed(String text, String localPart, String domain) {
        MailAddress address = AddressParser.mailbox(text).orElseThrow();
        assertThat(address.localPart()).isEqualTo(localPart);
        assertThat(address.domain()).isEqualTo(domain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "a",
                "a@",
                "@b",
                "a@b@c",
                ".a@b",
                "a.@b",
                "a..b@c",
                "a b@c",
                "a@b c",
                "a@b.",
                "a@.b",
                "a@b..c",
                "a@-b",
                "a@b-",
                "a,b@c",
                "\"a@b",
                "\"a\"b@c",
                "a\"b\"@c",
                "<a@b>",
                "a@b>",
                "a@b\r\n",
                "a\0@b",
                "\"a\r\n\"@b",
                "\"a\tb\"@c",
                "a@[1.2.3]",
                "a@[1.2.3.256]",
                "a@[1.2.3.4",
                "a@1.2.3.4]",
                "a@[IPv6:1::2::3]",
                "a@[IPv6:12345::]",
                "a@[IPv6:1:2:3:4:5:6:7]",
                "a@[IPv6::1]",
                "a@[x:y]",
                "a@[]",
                "a\uFFFD@b",
                "a@b\uFFFD",
                "\uD83D@b",
                "a@\uD83D",
                "a\u0085@b",
                "\"\\é\"@b",
                "a@b\u2028c",
                "a@xn--bü"
            })
    void whatIsNoMailboxIsRefused(String text) {
        assertThat(AddressParser.mailbox(text)).isEmpty();
    }

    @Test
    void lengthsAreLimitedInOctets() {
        assertThat(AddressParser.mailbox("a".repeat(128) + "@b")).isPresent();
        assertThat(AddressParser.mailbox("a".repeat(129) + "@b")).isEmpty();
        assertThat(AddressParser.mailbox("ü".repeat(64) + "@b")).isPresent();
        assertThat(AddressParser.mailbox("ü".repeat(65) + "@b")).isEmpty();
        String label = "a".repeat(63);
        assertThat(AddressParser.mailbox("a@" + label + "." + label + "." + label + "." + label))
                .isPresent();
        assertThat(AddressParser.mailbox("a@" + label + "." + label + "." + label + "." + label + ".b"))
                .isEmpty();
        assertThat(AddressParser.mailbox("a@" + label + "a")).isEmpty();
        assertThat(AddressParser.mailbox("a@" + "ü".repeat(200))).isEmpty();
    }

    @Test
    void writingQuotesOnlyWhatNeedsIt() {
        assertThat(new MailAddress("a.b", "x")).hasToString("a.b@x");
        assertThat(new MailAddress("a b", "x")).hasToString("\"a b\"@x");
        assertThat(new MailAddress("a..b", "x")).hasToString("\"a..b\"@x");
        assertThat(new MailAddress("a\"\\", "x")).hasToString("\"a\\\"\\\\\"@x");
        assertThat(new MailAddress("", "x")).hasToString("\"\"@x");
        assertThat(AddressParser.mailbox("\"\"@x")).contains(new MailAddress("", "x"));
    }

    @Test
    void addressesCompareWithoutCaseAndNormalised() {
        assertThat(AddressParser.mailbox("Alice@EXAMPLE.org")).isEqualTo(AddressParser.mailbox("alice@example.ORG"));
        assertThat(AddressParser.mailbox("ju\u0308rgen@x")).isEqualTo(AddressParser.mailbox("j\u00fcrgen@x"));
    }

    @Test
    void pathStopsBehindItsBracket() {
        assertThat(AddressParser.reversePath("<a@b> SIZE=10")).contains(parsed("a", "b", 5));
        assertThat(AddressParser.reversePath("<> BODY=8BITMIME")).contains(new ParsedPath(Optional.empty(), 2));
        assertThat(AddressParser.reversePath("<\"a>\"@b>x")).contains(parsed("a>", "b", 8));
        assertThat(AddressParser.forwardPath("<a@[1.2.3.4]>", "d")).contains(parsed("a", "[1.2.3.4]", 13));
    }

    @Test
    void sourceRoutesAreDropped() {
        assertThat(AddressParser.forwardPath("<@x.example,@y.example:a@b>", "d"))
                .contains(parsed("a", "b", 27));
        assertThat(AddressParser.forwardPath("<@x:a@b>", "d")).contains(parsed("a", "b", 8));
        assertThat(AddressParser.forwardPath("<@x,a@b>", "d")).isEmpty();
        assertThat(AddressParser.forwardPath("<@x,:a@b>", "d")).isEmpty();
        assertThat(AddressParser.forwardPath("<@:a@b>", "d")).isEmpty();
    }

    @Test
    void postmasterNeedsNoDomainAsRecipient() {
        assertThat(AddressParser.forwardPath("<PostMaster>", "example.org"))
                .contains(parsed("PostMaster", "example.org", 12));
        assertThat(AddressParser.reversePath("<Postmaster>")).isEmpty();
        assertThat(AddressParser.forwardPath("<other>", "example.org")).isEmpty();
        assertThat(AddressParser.forwardPath("<>", "example.org")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<", "a@b", "<a@b", " <a@b>", "<a@b x>", "< a@b>", "<a@b >"})
    void whatIsNoPathIsRefused(String text) {
        assertThat(AddressParser.reversePath(text)).isEmpty();
        assertThat(AddressParser.forwardPath(text, "d")).isEmpty();
    }

    @Test
    void heloNamesAndLiterals() {
        assertThat(AddressParser.domainOrLiteral("[127.0.0.1]")).contains("[127.0.0.1]");
        assertThat(AddressParser.domainOrLiteral("Mail.Example.ORG")).contains("mail.example.org");
        assertThat(AddressParser.domainOrLiteral("not a name")).isEmpty();
        assertThat(AddressParser.domain("[127.0.0.1]")).isEmpty();
    }

    @Test
    void punycodeAgreesWithJavasDecoder() {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            StringBuilder label = new StringBuilder();
            for (int n = 1 + random.nextInt(10); n > 0; n--) {
                label.appendCodePoint(
                        random.nextBoolean() ? 'a' + random.nextInt(26) : 0x4e00 + random.nextInt(0x2000));
            }
            label.append('語');
            String encoded = AddressParser.domain(label.toString()).orElseThrow();
            assertThat(IDN.toUnicode(encoded)).isEqualTo(label.toString());
        }
    }

    @Test
    void whatIsWrittenIsReadBack() {
        Random random = new Random(5);
        String characters = "ab.\"\\ @<>,;:é()[]";
        for (int i = 0; i < 5000; i++) {
            StringBuilder local = new StringBuilder();
            for (int n = random.nextInt(8); n > 0; n--) {
                local.append(characters.charAt(random.nextInt(characters.length())));
            }
            MailAddress address = new MailAddress(local.toString(), "example.org");
            assertThat(AddressParser.mailbox(address.toString())).contains(address);
        }
    }

    private static ParsedPath parsed(String localPart, String domain, int length) {
        return new ParsedPath(Optional.of(new MailAddress(localPart, domain)), length);
    }
}
