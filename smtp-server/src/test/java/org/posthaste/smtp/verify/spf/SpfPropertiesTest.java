package org.posthaste.smtp.verify.spf;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.dns.FakeDns;

/** Records at random, right and wrong: always an answer, never too many questions. */
class SpfPropertiesTest {
    private static final String[] TERMS = {
        "a",
        "mx",
        "ptr",
        "-all",
        "~all",
        "?all",
        "a:",
        "mx:",
        "ptr:",
        "include:",
        "exists:",
        "redirect=",
        "exp=",
        "x=",
        "ip4:",
        "ip6:",
        "+a/",
        "a//",
        "mx/24//64",
        "include",
        "redirect",
        "ip4:192.0.2.0/24",
        "ip6:2001:db8::/32",
        "",
        "\t"
    };
    private static final String[] VALUES = {
        "d0.test",
        "d1.test",
        "d2.test",
        "d3.test",
        "%{d}",
        "%{i}.x.test",
        "%{ir}.%{v}.test",
        "%{p}",
        "%{l1r-}.d1.test",
        "%{S}.test",
        "%{h99r+,}",
        "%%",
        "%_",
        "%-",
        "%{",
        "%{z}",
        "%{d0}",
        "192.0.2.1",
        "192.0.2.999/33",
        "::1/129",
        "/8",
        "..",
        "a..b.test",
        "\u00ff",
        "x".repeat(64) + ".test",
        "x.".repeat(130) + "test",
        "=",
        ":"
    };

    private static String record(Random random) {
        StringBuilder record = new StringBuilder("v=spf1");
        for (int i = random.nextInt(14); i > 0; i--) {
            record.append(' ').append(TERMS[random.nextInt(TERMS.length)]);
            if (random.nextInt(3) > 0) {
                record.append(VALUES[random.nextInt(VALUES.length)]);
            }
        }
        return record.toString();
    }

    @Test
    void whateverIsPublishedThereIsAnAnswerAndFewQuestions() throws Exception {
        Random random = new Random(7208);
        Set<SpfResult.Verdict> verdicts = EnumSet.noneOf(SpfResult.Verdict.class);
        SpfVerifier verifier = new SpfVerifier("mx.test", Clock.systemUTC());
        for (int round = 0; round < 4000; round++) {
            FakeDns dns = new FakeDns();
            for (int i = 0; i < 4; i++) {
                String name = "d" + i + ".test";
                dns.txt(name, record(random))
                        .mx(name, 1, "h.test")
                        .mx(name, 2, "d0.test")
                        .address(name, "192.0.2." + i);
                if (random.nextInt(8) == 0) {
                    dns.failing(name + "/" + (random.nextBoolean() ? "a" : "txt"), "time-out");
                }
            }
            dns.ptr("192.0.2.1", "d1.test").ptr("2001:db8::1", "d1.test");
            SpfResult result = verifier.check(
                            new SpfQuery(
                                    InetAddress.getByName(random.nextBoolean() ? "192.0.2.1" : "2001:db8::1"),
                                    "helo" + VALUES[random.nextInt(VALUES.length)],
                                    Optional.of(new MailAddress("us-er+x", "d0.test"))),
                            dns)
                    .toCompletableFuture()
                    .join();
            assertThat(dns.queries()).hasSizeLessThan(130);
            assertThat(result.reason()).isNotEmpty().matches("[ -~]{1,310}");
            assertThat(result.mechanism()).matches("[ -~]*");
            verdicts.add(result.verdict());
        }
        // All kinds come up, so the records are neither all right nor all wrong.
        assertThat(verdicts).containsAll(EnumSet.complementOf(EnumSet.of(SpfResult.Verdict.NONE)));
    }
}
