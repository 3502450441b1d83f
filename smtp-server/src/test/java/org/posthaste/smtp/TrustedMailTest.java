package org.posthaste.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthaste.common.MovableClock;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.dns.FakeDns;
import org.posthaste.common.net.AddressRange;
import org.posthaste.common.net.InMemoryClient;
import org.posthaste.common.net.InMemoryTransport;
import org.posthaste.common.net.ListenerConfig;
import org.posthaste.common.net.ListenerConfig.TlsMode;
import org.posthaste.common.net.TransportLimits;
import org.posthaste.smtp.policy.PolicyChecks;
import org.posthaste.smtp.receive.Trust;
import org.posthaste.smtp.session.SmtpConfig;
import org.posthaste.smtp.session.SmtpConfig.Verification;
import org.posthaste.smtp.sign.DomainKeys;
import org.posthaste.smtp.verify.ArrivalWatcher;
import org.posthaste.smtp.verify.Disposition;
import org.posthaste.smtp.verify.dkim.DkimSigner;
import org.posthaste.smtp.verify.dkim.MessageHasher.Need;
import org.posthaste.smtp.verify.dkim.Signing;

/** Mail that goes from one server to the next: what the first proves, the second believes. */
class TrustedMailTest {
    private static final String OURS = "192.0.2.1";
    private static final String STRANGER = "198.51.100.7";
    private static final String SENDER = "203.0.113.5";

    private final MovableClock clock = new MovableClock();
    private final FakeDns dns = Signing.dns("sender.example");
    private final List<ArrivalWatcher.Arrival> judged = new ArrayList<>();
    private final List<InMemoryTransport> open = new ArrayList<>();

    @TempDir
    Path keys;

    @BeforeEach
    void publish() {
        DomainKeys.open(keys, clock).create("example.org").forEach(key -> dns.txt(key.recordName(), key.recordText()));
        dns.txt("example.org", "v=spf1 -all").txt("_dmarc.example.org", "v=DMARC1; p=reject");
        dns.txt("sender.example", "v=spf1 ip4:" + SENDER + " -all");
        dns.txt("_dmarc.sender.example", "v=DMARC1; p=reject");
        dns.mx("sender.example", 10, "mx.sender.example").mx("elsewhere.example", 10, "mx.elsewhere.example");
        dns.ptr(SENDER, "mx.sender.example").address("mx.sender.example", SENDER);
    }

    @AfterEach
    void stop() {
        open.forEach(InMemoryTransport::close);
    }

    /** A server with its store. */
    private final class Host {
        final MemoryStore store = new MemoryStore();
        final InMemoryTransport transport;

        Host(Verification verification) {
            this(SmtpConfig.defaults("mx.example.org").withVerification(verification));
        }

        Host(SmtpConfig config) {
            List.of("alice", "bob").forEach(store.directory::user);
            store.directory.alias("outside", List.of(), List.of(new MailAddress("bob", "elsewhere.example")));
            Trust usual = TestTrust.of(dns, keys, clock);
            transport = new InMemoryTransport(
                    new SmtpSessions(
                            config,
                            store,
                            store.directory.logins(),
                            PolicyChecks.standard(dns),
                            new Trust(usual.verifier(), usual.signer(), judged::add, usual.inbox()),
                            clock),
                    TransportLimits.defaults(),
                    clock);
            open.add(transport);
        }

        InMemoryClient connect(String listener, String from) throws Exception {
            InMemoryClient client = transport.connect(
                    new ListenerConfig(listener, new InetSocketAddress("127.0.0.1", 25), TlsMode.STARTTLS),
                    new InetSocketAddress(InetAddress.getByName(from), 4444));
            client.send("HELO mx.sender.example\r\n");
            client.take();
            return client;
        }

        String send(InMemoryClient client, String from, String to, String message) {
            client.send("MAIL FROM:<" + from + ">\r\nRCPT TO:<" + to + ">\r\nDATA\r\n");
            assertThat(client.take()).contains("354 ");
            client.send(message + ".\r\n");
            return client.readLine().orElseThrow() + client.take();
        }

        String submit(String to, String message) throws Exception {
            InMemoryClient client = connect("submission", "127.0.0.1");
            client.send("AUTH PLAIN AGFsaWNlQGV4YW1wbGUub3JnAHNlY3JldA==\r\n");
            assertThat(client.readLine().orElseThrow()).startsWith("235 ");
            return send(client, "alice@example.org", to, message);
        }

        MemoryStore.Delivered last() {
            return store.deliveries.get(store.deliveries.size() - 1);
        }

        /** The last message as the next host gets it. */
        String forwarded() {
            MemoryStore.Delivered last = last();
            return last.prefix().substring(last.outgoing().orElseThrow().skip()) + last.text();
        }
    }

    private static Verification usual() {
        return Verification.of("mx.example.org").withTrustedForwarders(Set.of());
    }

    @Test
    void whatIsSubmittedIsSignedWithBothKeysAndBelievedElsewhere() throws Exception {
        Host ours = new Host(usual());
        Host next = new Host(usual());
        String written = "From: Alice <alice@example.org>\r\nSubject: gr\u00fc\u00dfe\r\n\r\ntext  here \r\n\r\n\r\n";
        assertThat(ours.submit("friend@elsewhere.example", written)).startsWith("250 ");
        String sent = ours.forwarded();
        assertThat(sent).startsWith("DKIM-Signature: ").contains("\r\nDate: ", "\r\nMessage-ID: <");
        assertThat(sent.split("DKIM-Signature: ", -1)).hasSize(3);
        assertThat(next.send(next.connect("smtp", STRANGER), "alice@example.org", "bob@example.org", sent))
                .startsWith("250 ");
        assertThat(next.last().prefix())
                .contains("dmarc=pass")
                .contains("header.from=example.org policy.dmarc=reject")
                .contains("spf=fail");
        assertThat(next.last().prefix().split("dkim=pass", -1)).hasSize(3);
        assertThat(next.last().text()).isEqualTo(sent);
    }

    @Test
    void addedDateAndMessageIdAreSigned() throws Exception {
        Host ours = new Host(usual());
        Host next = new Host(usual());
        ours.submit("bob@example.org", "From: alice@example.org\r\n\r\ntext\r\n");
        String sent = ours.last().prefix().replaceFirst("Return-Path.*\r\n", "")
                + ours.last().text();
        String changed = sent.replaceFirst("\r\nDate: .*\r\n", "\r\nDate: Mon, 1 Jan 2024 00:00:00 +0000\r\n");
        assertThat(changed).isNotEqualTo(sent);
        assertThat(next.send(next.connect("smtp", STRANGER), "alice@example.org", "bob@example.org", changed))
                .startsWith("550-5.7.1 not proved to be from example.org");
        assertThat(next.store.entries.get(0).details().get("dkim")).startsWith("fail d=example.org");
    }

    @Test
    void mailOfTrustedNetworksInOurNameIsSignedAndThatOfOthersIsNot() throws Exception {
        SmtpConfig config = SmtpConfig.defaults("mx.example.org");
        Host ours = new Host(config.withOutside(config.outside().withTrusted(List.of(AddressRange.parse(OURS)))));
        InMemoryClient printer = ours.connect("smtp", OURS);
        ours.send(printer, "scan@example.org", "bob@example.org", "From: scan@example.org\r\n\r\nscan\r\n");
        assertThat(ours.last().prefix()).contains("DKIM-Signature: ").doesNotContain("Authentication-Results");
        ours.send(printer, "scan@example.org", "bob@example.org", "From: a@deep.example.org\r\n\r\nscan\r\n");
        assertThat(ours.last().prefix()).contains("d=example.org");
        ours.send(printer, "x@sender.example", "bob@example.org", "From: x@sender.example\r\n\r\nscan\r\n");
        assertThat(ours.last().prefix()).doesNotContain("DKIM-Signature", "Authentication-Results");
    }

    @Test
    void nothingIsAskedOrSignedOverLmtpAndForExemptNetworks() throws Exception {
        Host ours = new Host(usual().withExempt(List.of(AddressRange.parse(STRANGER))));
        String forged = "Authentication-Results: mx.example.org; dmarc=pass\r\nFrom: x@sender.example\r\n\r\n";
        InMemoryClient filter = ours.connect("smtp", STRANGER);
        ours.send(filter, "x@sender.example", "bob@example.org", forged);
        assertThat(ours.last().text()).isEqualTo(forged);
        assertThat(ours.last().prefix()).doesNotContain("Authentication-Results");
        InMemoryClient lmtp = ours.transport.connect("lmtp");
        lmtp.send("LHLO x.example\r\n");
        lmtp.take();
        ours.send(lmtp, "x@sender.example", "bob@example.org", forged);
        assertThat(ours.last().text()).isEqualTo(forged);
        assertThat(ours.last().prefix()).doesNotContain("Authentication-Results", "DKIM-Signature");
    }

    @Test
    void submittedMailCannotCarryResultsInOurName() throws Exception {
        Host ours = new Host(usual());
        ours.submit(
                "bob@example.org",
                "Authentication-Results: mx.example.org; dmarc=pass\r\nFrom: alice@example.org\r\n\r\ntext\r\n");
        assertThat(ours.last().text()).isEqualTo("From: alice@example.org\r\n\r\ntext\r\n");
    }

    @Test
    void aSignatureCountsHoweverTheOctetsAreCut() throws Exception {
        Host ours = new Host(usual());
        String plain = "From: joe@sender.example\r\nSubject: x\r\n\r\n..dots\r\n\r\ntext\r\n";
        String signed = DkimSigner.sign(
                        Signing.hash(Signing.octets(plain), Need.SIGN),
                        List.of(),
                        Signing.ed25519("sender.example"),
                        clock.instant())
                + "Authentication-Results: mx.example.org; none\r\n" + plain;
        InMemoryClient client = ours.connect("smtp", STRANGER);
        client.send("MAIL FROM:<joe@sender.example>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n");
        client.take();
        for (byte octet : (signed.replace("\r\n.", "\r\n..") + ".\r\n").getBytes(StandardCharsets.UTF_8)) {
            client.send(new byte[] {octet});
        }
        assertThat(client.take()).startsWith("250 ");
        assertThat(ours.last().prefix()).contains("dkim=pass").contains("spf=fail");
        assertThat(ours.last().text()).isEqualTo(signed.replaceFirst("Authentication-Results.*\r\n", ""));
        assertThat(judged).hasSize(1);
        assertThat(judged.get(0).judgement().disposition()).isEqualTo(Disposition.DELIVER);
        assertThat(judged.get(0).recipientDomains()).containsExactly("example.org");
    }

    /** Passes by SPF here, so that nothing but our word is left at the next host. */
    private String passedOn() throws Exception {
        Host ours = new Host(usual());
        String message = "From: joe@sender.example\r\nSubject: x\r\n\r\ntext\r\n";
        assertThat(ours.send(ours.connect("smtp", SENDER), "joe@sender.example", "outside@example.org", message))
                .startsWith("250 ");
        assertThat(ours.last().prefix()).contains("dmarc=pass");
        return ours.forwarded();
    }

    @Test
    void whatIsForwardedIsSealedAndItsChainPassesAtTheNextHost() throws Exception {
        String forwarded = passedOn();
        assertThat(forwarded)
                .startsWith("ARC-Seal: i=1;")
                .contains("\r\nARC-Message-Signature: i=1;")
                .contains("\r\nARC-Authentication-Results: i=1; mx.example.org;")
                .contains("\r\nDelivered-To: outside@example.org\r\n");
        Host trusting = new Host(usual().withTrustedForwarders(Set.of("example.org")));
        InMemoryClient client = trusting.connect("smtp", STRANGER);
        assertThat(trusting.send(client, "bounce@example.org", "bob@example.org", forwarded))
                .startsWith("250 ");
        assertThat(trusting.last().prefix()).contains("dmarc=fail").contains("arc=pass");
        assertThat(trusting.store.entries.get(0).details().get("clause"))
                .startsWith("deliver: example.org sealed dmarc=pass for sender.example");
        assertThat(trusting.store.entries.get(0).details().get("arc")).startsWith("pass (sealed by example.org)");
        assertThat(judged.get(judged.size() - 1).judgement().override().orElseThrow())
                .startsWith("trusted_forwarder ");
    }

    @Test
    void theSealOfAStrangerChangesNothingAndNeitherDoesABrokenOne() throws Exception {
        String forwarded = passedOn();
        Host strict = new Host(usual());
        InMemoryClient client = strict.connect("smtp", STRANGER);
        assertThat(strict.send(client, "bounce@example.org", "bob@example.org", forwarded))
                .startsWith("550-5.7.1 not proved to be from sender.example");
        assertThat(judged.get(judged.size() - 1).judgement().disposition()).isEqualTo(Disposition.REJECT);
        Host trusting = new Host(usual().withTrustedForwarders(Set.of("example.org")));
        String tampered = forwarded.replace("\r\ntext\r\n", "\r\nother text\r\n");
        assertThat(trusting.send(trusting.connect("smtp", STRANGER), "bounce@example.org", "bob@example.org", tampered))
                .startsWith("550-5.7.1 ");
        assertThat(trusting.store.deliveries).isEmpty();
        assertThat(trusting.store.open).hasValue(0);
    }

    @Test
    void theClientMayLeaveWhileTheDnsIsAsked() throws Exception {
        Host ours = new Host(usual());
        dns.hold("_dmarc.sender.example");
        InMemoryClient client = ours.connect("smtp", SENDER);
        client.send("MAIL FROM:<joe@sender.example>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n");
        client.take();
        client.send("From: joe@sender.example\r\n\r\ntext\r\n.\r\n");
        assertThat(client.take()).isEmpty();
        client.disconnect();
        dns.release("_dmarc.sender.example");
        ours.transport.runUntilIdle();
        assertThat(ours.store.deliveries).isEmpty();
        assertThat(ours.store.open).hasValue(0);
    }
}
