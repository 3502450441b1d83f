package org.posthaste.common.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class RecordingDnsTest {
    private final FakeDns fake = new FakeDns();
    private final RecordingDns dns = new RecordingDns(fake);

    @Test
    void questionsAreToldInOrderWithTheirAnswers() throws Exception {
        fake.txt("example.org", "v=spf1 -all").address("mx.example.org", "192.0.2.1", "192.0.2.2");
        fake.mx("example.org", 10, "mx.example.org").ptr("192.0.2.1", "mx.example.org");
        fake.secure("mx.example.org").failing("broken.example", "no resolver answers");
        dns.txt("example.org");
        dns.mx("example.org");
        dns.addresses4("mx.example.org");
        dns.addresses6("mx.example.org");
        dns.ptr(InetAddress.getByName("192.0.2.1"));
        dns.txt("nobody.example");
        dns.txt("broken.example");
        assertThat(dns.lookups())
                .extracting(DnsLookup::toString)
                .containsExactly(
                        "example.org TXT: v=spf1 -all",
                        "example.org MX: 10 mx.example.org",
                        "mx.example.org A: 192.0.2.1, 192.0.2.2 (DNSSEC)",
                        "mx.example.org AAAA: no such records",
                        "192.0.2.1 PTR: mx.example.org",
                        "nobody.example TXT: no such name",
                        "broken.example TXT: failed: no resolver answers");
    }

    @Test
    void aQuestionAskedTwiceIsAskedAndToldOnce() {
        dns.txt("example.org");
        dns.txt("example.org");
        dns.addresses4("example.org");
        assertThat(fake.queries()).containsExactly("example.org/TXT", "example.org/A");
        assertThat(dns.lookups()).hasSize(2);
    }

    @Test
    void longAndUglyAnswersAreShortenedAndMadeHarmless() {
        fake.txt("example.org", "a\u001b[1m\r\nX: y\u00e9" + "z".repeat(500));
        dns.txt("example.org");
        String answer = dns.lookups().get(0).answer();
        assertThat(answer).startsWith("a?[1m??X: y?zzz").endsWith("...").hasSize(203);
    }

    @Test
    void manyQuestionsAreAskedButNotAllNoted() {
        for (int i = 0; i < 300; i++) {
            dns.txt("n" + i + ".example");
        }
        assertThat(fake.queries()).hasSize(300);
        assertThat(dns.lookups()).hasSize(100);
    }

    @Test
    void whatIsNotAnsweredYetSaysSo() {
        fake.txt("slow.example", "there").hold("slow.example");
        dns.txt("slow.example");
        assertThat(dns.lookups().get(0).answer()).isEqualTo("no answer yet");
        fake.release("slow.example");
        assertThat(dns.lookups().get(0).answer()).isEqualTo("there");
    }
}
