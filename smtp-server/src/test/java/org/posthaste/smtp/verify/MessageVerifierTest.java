package org.posthaste.smtp.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.posthaste.smtp.verify.dkim.Signing.NOW;
import static org.posthaste.smtp.verify.dkim.Signing.hash;
import static org.posthaste.smtp.verify.dkim.Signing.octets;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.dns.FakeDns;
import org.posthaste.smtp.verify.dkim.DkimResult;
import org.posthaste.smtp.verify.dkim.DkimSigner;
import org.posthaste.smtp.verify.dkim.MessageHasher.Need;
import org.posthaste.smtp.verify.dkim.Signing;
import org.posthaste.smtp.verify.dmarc.DmarcResult;
import org.posthaste.smtp.verify.iprev.IprevResult;
import org.posthaste.smtp.verify.spf.SpfResult;

class MessageVerifierTest {
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final String MESSAGE = "From: Joe <joe@a.example>\r\nSubject: x\r\n\r\ntext\r\n";

    private final FakeDns dns = Signing.dns("a.example");

    private CompletableFuture<MessageAuthentication> verify(Duration patience, String message) throws Exception {
        return new MessageVerifier("mx.example.org", dns, CLOCK, patience)
                .verify(new ArrivingMessage(
                        InetAddress.getByName("192.0.2.1"),
                        "mx.a.example",
                        Optional.of(new MailAddress("joe", "a.example")),
                        hash(octets(message), Need.VERIFY)))
                .toCompletableFuture();
    }

    private static String signed() {
        return DkimSigner.sign(hash(octets(MESSAGE), Need.SIGN), List.of(), Signing.rsa("a.example"), NOW) + MESSAGE;
    }

    private void complete() {
        dns.txt("a.example", "v=spf1 ip4:192.0.2.1 -all").txt("_dmarc.a.example", "v=DMARC1; p=reject");
        dns.ptr("192.0.2.1", "mx.a.example").address("mx.a.example", "192.0.2.1");
    }

    @Test
    void allChecksTogether() throws Exception {
        complete();
        MessageAuthentication found = verify(Duration.ofMinutes(1), signed()).join();
        assertThat(found.iprev().verdict()).isEqualTo(IprevResult.Verdict.PASS);
        assertThat(found.mailFrom().verdict()).isEqualTo(SpfResult.Verdict.PASS);
        assertThat(found.helo().verdict()).isEqualTo(SpfResult.Verdict.NONE);
        assertThat(found.dkim()).extracting(DkimResult::verdict).containsExactly(DkimResult.Verdict.PASS);
        assertThat(found.dmarc().verdict()).isEqualTo(DmarcResult.Verdict.PASS);
        assertThat(found.dmarc().spfAligned()).isTrue();
        assertThat(found.dmarc().dkimAligned()).isTrue();
        assertThat(found.senderProved()).isTrue();
        assertThat(found.lookups())
                .extracting(lookup -> lookup.name() + " " + lookup.type())
                .contains(
                        "192.0.2.1 PTR",
                        "mx.a.example A",
                        "a.example TXT",
                        "mx.a.example TXT",
                        "rsa._domainkey.a.example TXT",
                        "_dmarc.a.example TXT")
                .doesNotHaveDuplicates();
    }

    @Test
    void whatTheDnsIsAskedWithoutAnAnswerHangsNobody() throws Exception {
        complete();
        for (String name : List.of("a.example", "mx.a.example", "192.0.2.1", "rsa._domainkey.a.example")) {
            dns.hold(name);
        }
        CompletableFuture<MessageAuthentication> pending = verify(Duration.ofMillis(50), signed());
        MessageAuthentication found = pending.join();
        assertThat(found.iprev().verdict()).isEqualTo(IprevResult.Verdict.TEMPERROR);
        assertThat(found.mailFrom().verdict()).isEqualTo(SpfResult.Verdict.TEMPERROR);
        assertThat(found.dkim()).extracting(DkimResult::verdict).containsExactly(DkimResult.Verdict.TEMPERROR);
        assertThat(found.dmarc().verdict()).isEqualTo(DmarcResult.Verdict.FAIL);
        assertThat(found.incomplete()).isTrue();
        assertThat(found.lookups()).anyMatch(lookup -> lookup.answer().equals("no answer yet"));
    }

    @Test
    void aPolicyThatDoesNotComeIsATemporaryError() throws Exception {
        complete();
        dns.hold("_dmarc.a.example");
        MessageAuthentication found = verify(Duration.ofMillis(50), signed()).join();
        assertThat(found.dmarc().verdict()).isEqualTo(DmarcResult.Verdict.TEMPERROR);
        assertThat(found.dmarc().authorDomain()).isEqualTo("a.example");
        assertThat(found.mailFrom().verdict()).isEqualTo(SpfResult.Verdict.PASS);
    }

    @Test
    void everyAuthorIsJudged() throws Exception {
        complete();
        dns.txt("_dmarc.b.example", "v=DMARC1; p=reject");
        String both = "From: joe@a.example\r\nFrom: eve@b.example\r\n\r\ntext\r\n";
        assertThat(verify(Duration.ofMinutes(1), both).join().dmarc().authorDomain())
                .isEqualTo("b.example");
        String odd = "From: Joe, Inc. <joe@b.example> and friends\r\n\r\ntext\r\n";
        DmarcResult judged = verify(Duration.ofMinutes(1), odd).join().dmarc();
        assertThat(judged.verdict()).isEqualTo(DmarcResult.Verdict.FAIL);
        assertThat(judged.authorDomain()).isEqualTo("b.example");
    }
}
