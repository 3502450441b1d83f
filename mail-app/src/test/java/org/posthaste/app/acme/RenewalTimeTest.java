package org.posthaste.app.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.posthaste.common.tls.TestCertificates;

/** With certificates of 825 days, begun one day before they are made. */
class RenewalTimeTest {
    private final Random random = new Random(7);

    private static X509Certificate certificate(Instant made) throws Exception {
        return TestCertificates.bundle(made, "mail.example.org").certificate();
    }

    @Test
    void twoThirdsOfTheTimeAreUsedAndChanceMakesItEarlierOnly() throws Exception {
        X509Certificate certificate = certificate(Instant.now());
        Instant begin = certificate.getNotBefore().toInstant();
        for (int i = 0; i < 100; i++) {
            assertThat(Duration.between(begin, RenewalTime.of(certificate, random)))
                    .isBetween(Duration.ofDays(508), Duration.ofDays(550));
        }
    }

    @Test
    void aMomentIsChosenWithinTheWindowOfTheAuthorityButNeverTooLate() throws Exception {
        X509Certificate certificate = certificate(Instant.now());
        Instant start = Instant.now().plus(Duration.ofDays(100));
        Instant end = start.plus(Duration.ofDays(2));
        assertThat(RenewalTime.within(start, end, certificate, random)).isBetween(start, end);
        assertThat(RenewalTime.within(end, start, certificate, random)).isEqualTo(end);
        Instant late = certificate.getNotAfter().toInstant();
        assertThat(RenewalTime.within(late, late.plusSeconds(1), certificate, random))
                .isBefore(late.minus(Duration.ofDays(80)));
    }

    @Test
    void failedTriesWaitLongerEachTimeButNotWhenTimeIsShort() {
        assertThat(RenewalTime.pause(1, Duration.ZERO, random))
                .isBetween(Duration.ofMinutes(30), Duration.ofMinutes(33));
        assertThat(RenewalTime.pause(3, Duration.ZERO, random)).isBetween(Duration.ofHours(2), Duration.ofMinutes(132));
        assertThat(RenewalTime.pause(50, Duration.ZERO, random)).isBetween(Duration.ofHours(12), Duration.ofHours(14));
        assertThat(RenewalTime.pause(50, Duration.ofHours(20), random))
                .isBetween(Duration.ofHours(2), Duration.ofMinutes(132));
        assertThat(RenewalTime.pause(50, Duration.ofDays(-3), random))
                .isBetween(Duration.ofMinutes(30), Duration.ofMinutes(33));
    }

    @Test
    void aPersonIsCalledFourteenDaysBefore() throws Exception {
        X509Certificate certificate = certificate(Instant.now());
        Instant end = certificate.getNotAfter().toInstant();
        assertThat(RenewalTime.urgent(certificate, end.minus(Duration.ofDays(15))))
                .isFalse();
        assertThat(RenewalTime.urgent(certificate, end.minus(Duration.ofDays(13))))
                .isTrue();
    }
}
