package org.posthaste.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthaste.app.records.ExpectedRecord.Purpose;
import org.posthaste.common.MovableClock;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.sasl.PasswordHasher;
import org.posthaste.mailstore.Directory;

class DailyRoundTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final List<String> mails = new ArrayList<>();
    private Clinic clinic;

    @BeforeEach
    void open() throws IOException {
        clinic = new Clinic(folder);
        clinic.configuration("hostname: mail.example.org\ndoctor: {blocklists: []}\n");
        clinic.both("mail.example.org. 300 IN A 192.0.2.1", "1.2.0.192.in-addr.arpa. 300 IN PTR mail.example.org.");
        clinic.expect("example.org.", "MX", "10 mail.example.org.", Purpose.MAIL_EXCHANGER);
    }

    @AfterEach
    void close() {
        clinic.close();
    }

    private boolean round() {
        PostmasterNotice notice = new PostmasterNotice(
                clinic.store(),
                "mail.example.org",
                (octets, domain) -> {
                    mails.add(new String(octets, java.nio.charset.StandardCharsets.UTF_8));
                    return octets;
                },
                clock);
        try (DailyRound round = new DailyRound(
                new Doctor(clinic::surroundings), notice, folder.resolve("doctor.json"), clock, new Random(1))) {
            return round.once();
        } finally {
            clock.advance(HOUR);
        }
    }

    @Test
    void thePostmasterIsToldOfWhatLastsAndOfItsEnd() {
        clinic.store()
                .directory()
                .addUser(new Directory.NewUser(
                        new MailAddress("alice", "example.org"),
                        "Alice",
                        0,
                        new PasswordHasher(new java.security.SecureRandom()).secrets("a long enough word")));
        assertThat(round()).isTrue();
        assertThat(mails).isEmpty();
        assertThat(round()).isFalse();
        assertThat(mails).hasSize(1);
        assertThat(mails.get(0))
                .contains(
                        "To: <postmaster@example.org>\r\n",
                        "Subject: mail.example.org: 1 thing is wrong\r\n",
                        "MX example.org\r\n  missing since 1 January 2026 00:00: nothing\r\n",
                        "Auto-Submitted: auto-generated\r\n");
        assertThat(clinic.store().health().messages()).isEqualTo(1);
        assertThat(round()).isFalse();
        clinic.both("example.org. 300 IN MX 10 mail.example.org.");
        assertThat(round()).isTrue();
        assertThat(round()).isFalse();
        assertThat(mails).hasSize(2);
        assertThat(mails.get(1)).contains("Subject: mail.example.org: 1 mended", "is right again");
        assertThat(clinic.store().health().messages()).isEqualTo(2);
    }
}
