package org.posthaste.smtp.srs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthaste.common.MovableClock;
import org.posthaste.common.address.AddressParser;
import org.posthaste.common.address.MailAddress;

class SenderRewritingTest {
    private final MovableClock clock = new MovableClock();
    private final SenderRewriting ours = new SenderRewriting(key("ours"), clock);

    private static SecretKeySpec key(String text) {
        return new SecretKeySpec(text.getBytes(), "HmacSHA256");
    }

    private static MailAddress address(String text) {
        return AddressParser.mailbox(text).orElseThrow();
    }

    private MailAddress rewritten(String sender) {
        return ours.rewrite(address(sender), "example.org").orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann@sender.example",
                "\"odd = one\"@sender.example",
                "a=b=c@[192.0.2.1]",
                "a@[ipv6:2001:db8::1]",
                "grüße@sender.example",
                "SRS0=hash=ab=far.example=joe@forwarder.example",
                "SRS0+hash=ab=far.example=joe@forwarder.example",
                "SRS1=hash=first.example==hash=ab=far.example=joe@forwarder.example"
            })
    void whatIsRewrittenIsFoundAgain(String sender) {
        MailAddress rewritten = rewritten(sender);
        assertThat(rewritten.domain()).isEqualTo("example.org");
        assertThat(SenderRewriting.isRewritten(rewritten)).isTrue();
        assertThat(AddressParser.mailbox(rewritten.toString())).contains(rewritten);
        MailAddress original = ours.original(rewritten).orElseThrow();
        if (!sender.startsWith("SRS1")) {
            assertThat(original).isEqualTo(address(sender));
        } else {
            assertThat(original).isEqualTo(address("SRS0=hash=ab=far.example=joe@first.example"));
        }
    }

    @Test
    void theShapeIsThatOfTheScheme() {
        assertThat(rewritten("ann@sender.example").toString())
                .matches("SRS0=[a-z2-7]{8}=[a-z2-7]{2}=sender\\.example=ann@example\\.org");
        assertThat(rewritten("SRS0=h=ab=far.example=joe@fwd.example").toString())
                .matches("SRS1=[a-z2-7]{8}=fwd\\.example==h=ab=far\\.example=joe@example\\.org");
    }

    @Test
    void aHostThatChangesTheCaseDoesNotHurt() {
        String upper = rewritten("Ann@sender.example").localPart().toUpperCase(Locale.ROOT);
        assertThat(ours.original(new MailAddress(upper, "example.org"))).contains(address("ann@sender.example"));
    }

    @Test
    void forgeriesLeadNowhere() {
        MailAddress rewritten = rewritten("ann@sender.example");
        SenderRewriting theirs = new SenderRewriting(key("theirs"), clock);
        assertThat(theirs.original(rewritten)).isEmpty();
        assertThat(ours.original(new MailAddress(rewritten.localPart().replace("ann", "bob"), "example.org")))
                .isEmpty();
        assertThat(ours.original(new MailAddress(rewritten.localPart().replace("sender.", "victim."), "example.org")))
                .isEmpty();
        String further = rewritten("SRS0=h=ab=far.example=joe@fwd.example").localPart();
        assertThat(ours.original(new MailAddress(further.replace("fwd.", "victim."), "example.org")))
                .isEmpty();
        for (String odd : new String[] {"SRS0=", "SRS0==ab==", "SRS0=aaaaaaaa=ab=x", "SRS1=aaaaaaaa=x==", "SRS2=a"}) {
            assertThat(ours.original(new MailAddress(odd, "example.org")))
                    .as(odd)
                    .isEmpty();
        }
    }

    @Test
    void afterThreeWeeksItIsOver() {
        MailAddress rewritten = rewritten("ann@sender.example");
        clock.advance(Duration.ofDays(21));
        assertThat(ours.original(rewritten)).isPresent();
        clock.advance(Duration.ofDays(1));
        assertThat(ours.original(rewritten)).isEmpty();
    }

    @Test
    void whatWouldBeTooLongIsLeftAlone() {
        assertThat(ours.rewrite(address("a".repeat(64) + "@" + "b".repeat(60) + ".example"), "example.org"))
                .isEmpty();
    }
}
