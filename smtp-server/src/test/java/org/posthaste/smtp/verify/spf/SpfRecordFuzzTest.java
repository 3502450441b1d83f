package org.posthaste.smtp.verify.spf;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.dns.FakeDns;

/** Whatever a domain publishes: nothing but the syntax exception, and few questions. */
class SpfRecordFuzzTest {
    private static final Clock CLOCK = Clock.systemUTC();

    @FuzzTest
    @DictionaryFile(resourcePath = "spf.dict")
    void fuzz(byte[] octets) throws UnknownHostException {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        FakeDns dns = new FakeDns()
                .txt("example.org", "v=spf1 " + text)
                .txt("e.example.org", text)
                .mx("example.org", 1, "e.example.org")
                .address("e.example.org", "192.0.2.2")
                .ptr("192.0.2.1", "p.example.org")
                .address("p.example.org", "192.0.2.1");
        SpfQuery query = new SpfQuery(
                InetAddress.getByName("192.0.2.1"),
                "h.example.org",
                Optional.of(new MailAddress("u-v", "example.org")));
        SpfResult result = new SpfVerifier("mx.example.org", CLOCK)
                .check(query, dns)
                .toCompletableFuture()
                .join();
        assertThat(result.reason() + result.mechanism() + result.explanation()).matches("[ -~]+");
        assertThat(dns.queries()).hasSizeLessThan(130);
        try {
            MacroText.explanation(text).expand(letter -> "a.b-c@d");
        } catch (SpfSyntaxException e) {
            assertThat(e).hasMessageMatching("[ -~]+");
        }
    }
}
