package org.posthaste.mailstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthaste.mailstore.tls.ReportState;
import org.posthaste.mailstore.tls.StsEntry;
import org.posthaste.mailstore.tls.TlsTally;

/** What is remembered of TLS with other hosts. */
public abstract class TlsRecordsContract {
    private static final Instant NOON = Instant.parse("2026-09-01T12:00:00Z");

    private TestStore test = open();

    /** A fresh store. */
    protected abstract TestStore open();

    /** Closes the store and opens it again. */
    protected abstract TestStore reopen(TestStore store);

    @AfterEach
    void end() {
        test.close();
    }

    private static TlsTally tally(long day, String domain, String policyDomain, String result, long sessions) {
        return new TlsTally(
                new TlsTally.Kind(
                        day, domain, policyDomain, "tlsa", "3 1 1 00", "mx." + domain, result, "", "192.0.2.1", ""),
                sessions);
    }

    private static StsEntry policy(String domain, String id, Instant used) {
        return new StsEntry(domain, id, "version: STSv1\nmode: none\nmax_age: 1", NOON, used);
    }

    @Test
    void policiesAreKeptOnePerDomainAndTheLastUsedComeFirst() {
        TestStore.await(test.store().tlsRecords().keep(policy("a.example", "1", NOON)));
        TestStore.await(test.store().tlsRecords().keep(policy("a.example", "2", NOON)));
        TestStore.await(test.store().tlsRecords().keep(policy("b.example", "1", NOON.plusSeconds(1))));
        TestStore.await(test.store().tlsRecords().keep(policy("c.example", "1", NOON.minusSeconds(1))));
        TestStore.await(test.store().tlsRecords().forget(List.of("c.example", "unknown.example")));
        test = reopen(test);
        assertThat(test.store().tlsRecords().policies(10))
                .containsExactly(policy("b.example", "1", NOON.plusSeconds(1)), policy("a.example", "2", NOON));
        assertThat(test.store().tlsRecords().policies(1)).hasSize(1);
    }

    @Test
    void sessionsOfOneKindAddUp() {
        TestStore.await(test.store().tlsRecords().count(List.of(tally(5, "a.example", "a.example", "", 2))));
        TestStore.await(test.store()
                .tlsRecords()
                .count(List.of(
                        tally(5, "a.example", "a.example", "", 3),
                        tally(5, "a.example", "a.example", "certificate-expired", 1),
                        tally(6, "a.example", "a.example", "", 7))));
        test = reopen(test);
        assertThat(test.store().tlsRecords().tallies("a.example", 5, 5))
                .containsExactlyInAnyOrder(
                        tally(5, "a.example", "a.example", "", 5),
                        tally(5, "a.example", "a.example", "certificate-expired", 1));
        assertThat(test.store().tlsRecords().tallies("a.example", 5, 6)).hasSize(3);
        assertThat(test.store().tlsRecords().tallies("b.example", 5, 6)).isEmpty();
    }

    @Test
    void sessionsAreFoundByDestinationAndByPolicyDomain() {
        TlsTally hosted = tally(5, "a.example", "mx.provider.example", "", 1);
        TestStore.await(test.store().tlsRecords().count(List.of(hosted, tally(5, "b.example", "b.example", "", 1))));
        assertThat(test.store().tlsRecords().domains(5))
                .containsExactly("a.example", "b.example", "mx.provider.example");
        assertThat(test.store().tlsRecords().tallies("a.example", 0, 9)).containsExactly(hosted);
        assertThat(test.store().tlsRecords().tallies("mx.provider.example", 0, 9))
                .containsExactly(hosted);
        assertThat(test.store().tlsRecords().tallies("b.example", 0, 9)).hasSize(1);
    }

    @Test
    void manyKindsAreCountedAtOnce() {
        List<TlsTally> many = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            many.add(tally(5, "d" + i + ".example", "d" + i + ".example", "", 1));
        }
        TestStore.await(test.store().tlsRecords().count(many));
        assertThat(test.store().tlsRecords().domains(5)).hasSize(1000);
    }

    @Test
    void whatIsTooLongIsCut() {
        TlsTally.Kind kind = new TlsTally.Kind(
                1, "a.example", "a.example", "sts", "x".repeat(20_000), "mx", "", "", "", "y".repeat(1_000));
        TestStore.await(test.store().tlsRecords().count(List.of(new TlsTally(kind, 1), new TlsTally(kind, 1))));
        assertThat(test.store().tlsRecords().tallies("a.example", 1, 1))
                .singleElement()
                .satisfies(tally -> assertThat(tally.sessions()).isEqualTo(2));
    }

    @Test
    void hostsThatOfferedStarttlsAreRemembered() {
        TestStore.await(test.store().tlsRecords().offered(List.of("old.example", "mx.example"), 5));
        TestStore.await(test.store().tlsRecords().offered(List.of("mx.example"), 8));
        test = reopen(test);
        assertThat(test.store().tlsRecords().offering(5, 10)).containsExactly("mx.example", "old.example");
        assertThat(test.store().tlsRecords().offering(6, 10)).containsExactly("mx.example");
        assertThat(test.store().tlsRecords().offering(5, 1)).containsExactly("mx.example");
    }

    @Test
    void aReportHasOneState() {
        ReportState sending = new ReportState("a.example", 5, ReportState.State.SENDING, 1, NOON, "mailto:x");
        ReportState sent = new ReportState("a.example", 5, ReportState.State.SENT, 1, NOON, "mailto:x");
        TestStore.await(test.store().tlsRecords().keep(sending));
        TestStore.await(test.store().tlsRecords().keep(sent));
        test = reopen(test);
        assertThat(test.store().tlsRecords().reports(5)).containsExactly(sent);
        assertThat(test.store().tlsRecords().reports(6)).isEmpty();
    }

    @Test
    void whatIsOldIsForgotten() {
        ReportState report = new ReportState("a.example", 5, ReportState.State.SENT, 1, NOON, "");
        TestStore.await(test.store().tlsRecords().keep(report));
        TestStore.await(test.store().tlsRecords().offered(List.of("mx.example"), 5));
        TestStore.await(test.store().tlsRecords().count(List.of(tally(5, "a.example", "a.example", "", 2))));
        TestStore.await(test.store().tlsRecords().forgetBefore(5));
        assertThat(test.store().tlsRecords().domains(5)).hasSize(1);
        TestStore.await(test.store().tlsRecords().forgetBefore(6));
        assertThat(test.store().tlsRecords().domains(5)).isEmpty();
        assertThat(test.store().tlsRecords().reports(0)).isEmpty();
        assertThat(test.store().tlsRecords().offering(0, 10)).isEmpty();
    }
}
