package org.posthaste.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.dns.FakeDns;
import org.posthaste.common.net.InMemoryClient;
import org.posthaste.common.net.InMemoryTransport;
import org.posthaste.common.net.TransportLimits;
import org.posthaste.common.sasl.AuthSettings;
import org.posthaste.common.sasl.GuardedAuthenticator;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;
import org.posthaste.mailstore.dmarc.ReceivedReports.Listed;
import org.posthaste.mailstore.journal.Journal;
import org.posthaste.smtp.policy.PolicyChecks;
import org.posthaste.smtp.receive.Trust;
import org.posthaste.smtp.report.ReportIntake;
import org.posthaste.smtp.report.ReportLimits;
import org.posthaste.smtp.session.SmtpConfig;
import org.posthaste.smtp.verify.ArrivalWatcher.Arrival;

/** Reports of other hosts through SMTP into the real store. */
class ReportDeliveryTest {
    private final TestStore store = TestStores.open();
    private final GuardedAuthenticator authenticator =
            new GuardedAuthenticator(store.store().directory(), store.clock(), AuthSettings.defaults());
    private final FakeDns dns = new FakeDns()
            .mx("big.example", 10, "mx.big.example")
            .txt("big.example", "v=spf1 ip4:127.0.0.1 -all")
            .txt("_dmarc.big.example", "v=DMARC1; p=reject; rua=mailto:dmarc@big.example");
    private final ReportIntake intake = new ReportIntake(store.store(), ReportLimits.STANDARD, store.clock());
    private final List<Arrival> arrivals = new ArrayList<>();
    private final InMemoryTransport transport = new InMemoryTransport(
            new SmtpSessions(
                    SmtpConfig.defaults("mx.example.org"),
                    store.store(),
                    authenticator,
                    PolicyChecks.standard(dns),
                    trust(),
                    store.clock()),
            TransportLimits.defaults(),
            store.clock());

    private Trust trust() {
        Trust usual = TestTrust.of(dns, store.clock());
        return new Trust(usual.verifier(), usual.signer(), arrivals::add, intake);
    }

    @AfterEach
    void stop() {
        transport.close();
        intake.close();
        authenticator.close();
        store.close();
    }

    private static String report(String resource) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (InputStream from = ReportDeliveryTest.class.getResourceAsStream("/reports/" + resource);
                OutputStream to = new GZIPOutputStream(packed)) {
            if (from == null) {
                throw new IOException(resource);
            }
            from.transferTo(to);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return "From: Reports <noreply@big.example>\r\nSubject: Report Domain: example.org\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: application/gzip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(packed.toByteArray()) + "\r\n";
    }

    private String send(String message, String... recipients) {
        InMemoryClient client = transport.connect("smtp");
        StringBuilder commands = new StringBuilder("EHLO mx.big.example\r\nMAIL FROM:<noreply@big.example>\r\n");
        for (String recipient : recipients) {
            commands.append("RCPT TO:<").append(recipient).append(">\r\n");
        }
        client.send(commands + "DATA\r\n");
        String replies = client.take();
        assertThat(replies).contains("354 ");
        client.send(message + ".\r\n");
        return client.readLine().orElseThrow();
    }

    private List<Listed> reports() {
        return store.store().receivedReports().latest(Optional.empty(), 10);
    }

    private int inbox() {
        return store.inbox().snapshot().count();
    }

    @Test
    void aReportIsKeptAndDroppedAlthoughNobodyHasTheAddress() {
        String reply = send(report("rfc7489.xml"), "dmarc-reports@example.org");
        assertThat(reply).startsWith("250 ");
        assertThat(reports()).singleElement().satisfies(listed -> {
            assertThat(listed.report().organization()).isEqualTo("big.example");
            assertThat(listed.report().authenticated()).isEqualTo("big.example");
            assertThat(listed.report().domain()).isEqualTo("example.org");
            assertThat(listed.counted()).isEqualTo(15);
            assertThat(listed.failed()).isEqualTo(3);
            assertThat(reply).endsWith(listed.report().message());
        });
        assertThat(arrivals).as("no report on reports").isEmpty();
        store.append(store.inbox(), TestStore.message("behind it"));
        assertThat(store.store().journal().ofMessage(reports().get(0).report().message(), 10))
                .extracting(Journal.Positioned::entry)
                .anySatisfy(entry -> assertThat(entry.details().get("report"))
                        .isEqualTo("DMARC report of big.example about example.org: kept"));
    }

    @Test
    void theSameReportIsKeptOnce() {
        send(report("rfc7489.xml"), "dmarc-reports@example.org");
        assertThat(send(report("rfc7489.xml"), "DMARC-Reports@example.org")).startsWith("250 ");
        assertThat(reports()).hasSize(1);
    }

    @Test
    void tlsReportsComeToTheirAddressAndReportsToTheWrongOneAreReadToo() {
        send(report("tlsrpt.json"), "tls-reports@example.org");
        send(report("rfc9990.xml"), "tls-reports@example.org");
        assertThat(reports())
                .hasSize(2)
                .allSatisfy(listed -> assertThat(listed.report().unread()).isEmpty());
    }

    @Test
    void whoeverHasTheAddressGetsTheMailAsWell() {
        store.store().directory().addAlias(new MailAddress("dmarc-reports", "example.org"), List.of(TestStore.ALICE));
        assertThat(send(report("rfc7489.xml"), "dmarc-reports@example.org")).startsWith("250 ");
        assertThat(reports()).hasSize(1);
        assertThat(inbox()).isEqualTo(1);
        assertThat(send("Subject: hello\r\n\r\nNo report.\r\n", "dmarc-reports@example.org", "bob@example.org"))
                .startsWith("250 ");
        assertThat(inbox()).isEqualTo(2);
    }

    @Test
    void aCatchAllDoesNotGetReports() {
        store.store().directory().setCatchAll("example.org", Optional.of(TestStore.ALICE));
        send(report("rfc7489.xml"), "dmarc-reports@example.org");
        assertThat(inbox()).isZero();
        store.store().directory().addAlias(new MailAddress("dmarc-reports", "example.org"), List.of(TestStore.ALICE));
        send(report("rfc7489.xml"), "dmarc-reports@example.org");
        assertThat(inbox()).isEqualTo(1);
    }

    @Test
    void whatIsNoReportIsTakenAndToldOf() {
        assertThat(send("Subject: offer\r\n\r\nBuy this.\r\n", "dmarc-reports@example.org"))
                .startsWith("250 ");
        assertThat(reports()).singleElement().satisfies(listed -> {
            assertThat(listed.report().unread()).isEqualTo("the message holds no report");
            assertThat(listed.report().domain()).isEqualTo("example.org");
        });
        assertThat(inbox()).isZero();
    }

    @Test
    void reportsAboutDomainsThatAreNotOursAreNotKept() {
        String foreign = report("rfc7489.xml");
        store.store().directory().addDomain("example.net");
        assertThat(send(foreign, "dmarc-reports@example.net")).startsWith("250 ");
        assertThat(reports().get(0).report().domain())
                .as("about another of ours")
                .isEqualTo("example.org");
    }

    @Test
    void addressesOfOtherDomainsAreAsUnknownAsBefore() {
        InMemoryClient client = transport.connect("smtp");
        client.send(
                "EHLO mx.big.example\r\nMAIL FROM:<noreply@big.example>\r\nRCPT TO:<dmarc-reports@elsewhere.example>\r\n"
                        + "RCPT TO:<dmarc-report@example.org>\r\n");
        assertThat(client.take()).contains("550 5.7.1").contains("550 5.1.1");
    }

    @Test
    void aClientThatLeavesWhileItsReportIsReadLeavesNothingBehind() {
        String text = report("rfc7489.xml");
        InMemoryClient client = transport.connect("smtp");
        client.send(
                "EHLO mx.big.example\r\nMAIL FROM:<noreply@big.example>\r\nRCPT TO:<dmarc-reports@example.org>\r\nDATA\r\n");
        client.take();
        client.send(new String(text.getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII) + ".\r\n");
        client.disconnect();
        org.awaitility.Awaitility.await().until(() -> reports().size() == 1);
    }
}
