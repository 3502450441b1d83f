package org.posthaste.smtp.bounce;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.BodyPart;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.dns.FakeDns;
import org.posthaste.mailstore.Delivery;
import org.posthaste.mailstore.IncomingMessage;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.queue.QueuedRecipient;
import org.posthaste.smtp.protocol.MailParameters;
import org.posthaste.smtp.protocol.MailParameters.Body;
import org.posthaste.smtp.protocol.MailParameters.Return;
import org.posthaste.smtp.protocol.RcptParameters.Notify;
import org.posthaste.smtp.queue.MessageOptions;
import org.posthaste.smtp.queue.RecipientOptions;
import org.posthaste.smtp.queue.RemoteReply;
import org.posthaste.smtp.verify.dkim.DkimResult;
import org.posthaste.smtp.verify.dkim.DkimVerifier;
import org.posthaste.smtp.verify.dkim.MessageHasher;
import org.posthaste.smtp.verify.dkim.PublicKeys;

/** What senders are told, read back from where it was put by Angus Mail. */
class SenderReportsTest {
    private static final String ALICE = "alice@example.org";
    private static final String X = "x@elsewhere.example";

    private final ReportBench bench = new ReportBench();

    @AfterEach
    void end() {
        bench.close();
    }

    private List<QueuedRecipient> fromAlice(String... to) {
        return bench.queue(ALICE, ReportBench.MESSAGE, MessageOptions.NONE, RecipientOptions.NONE, to);
    }

    private MimeMessage refused(List<QueuedRecipient> queued) throws Exception {
        return bench.failedToAlice(queued, bench.unknown(queued.get(0)));
    }

    private static BodyPart part(MimeMessage report, int index) throws Exception {
        return ((MimeMultipart) report.getContent()).getBodyPart(index);
    }

    private static String words(MimeMessage report) throws Exception {
        return ((String) part(report, 0).getContent()).replace("\r\n", "\n");
    }

    private static String octets(BodyPart part) throws Exception {
        try (InputStream stream = part.getInputStream()) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Field groups of the status part: the first of the message, the others of recipients. */
    private static List<InternetHeaders> status(MimeMessage report) throws Exception {
        List<InternetHeaders> groups = new ArrayList<>();
        try (InputStream stream = part(report, 1).getInputStream()) {
            while (stream.available() > 0) {
                groups.add(new InternetHeaders(stream, true));
            }
        }
        return groups;
    }

    private static String field(InternetHeaders group, String name) {
        String[] values = group.getHeader(name);
        return values == null ? "" : String.join("|", values).replaceAll("\r\n\\s*", " ");
    }

    @Test
    void refusedRecipientIsReportedIntoTheInboxOfItsSender() throws Exception {
        MimeMessage report = refused(fromAlice(X));
        ContentType type = new ContentType(report.getContentType());
        assertThat(type.getBaseType()).isEqualTo("multipart/report");
        assertThat(type.getParameter("report-type")).isEqualTo("delivery-status");
        assertThat(report.getHeader("Return-Path")).containsExactly("<>");
        assertThat(report.getHeader("From")).containsExactly("Mail Delivery System <postmaster@example.org>");
        assertThat(report.getHeader("To")).containsExactly("<alice@example.org>");
        assertThat(report.getSubject()).isEqualTo("Your message could not be delivered");
        assertThat(report.getHeader("Auto-Submitted")).containsExactly("auto-replied");
        assertThat(report.getHeader("In-Reply-To")).containsExactly("<m1@example.org>");
        assertThat(report.getHeader("References")).containsExactly("<m1@example.org>");
        assertThat(report.getHeader("Message-ID")[0]).matches("<[0-9a-z]{13}@mail\\.example\\.org>");
        assertThat(report.getSentDate().toInstant())
                .isEqualTo(bench.test.clock().instant());
        assertThat(bench.queued()).isEmpty();
    }

    @Test
    void statusPartHasTheFieldsOfRfc3464() throws Exception {
        List<InternetHeaders> groups = status(refused(fromAlice(X)));
        assertThat(groups).hasSize(2);
        assertThat(field(groups.get(0), "Reporting-MTA")).isEqualTo("dns; mail.example.org");
        assertThat(field(groups.get(0), "Arrival-Date")).isNotEmpty();
        assertThat(field(groups.get(0), "Original-Envelope-Id")).isEmpty();
        InternetHeaders recipient = groups.get(1);
        assertThat(field(recipient, "Original-Recipient")).isEmpty();
        assertThat(field(recipient, "Final-Recipient")).isEqualTo("rfc822; x@elsewhere.example");
        assertThat(field(recipient, "Action")).isEqualTo("failed");
        assertThat(field(recipient, "Status")).isEqualTo("5.1.1");
        assertThat(field(recipient, "Remote-MTA")).isEqualTo("dns; mx.elsewhere.example");
        assertThat(field(recipient, "Diagnostic-Code"))
                .isEqualTo("smtp; 550 5.1.1 <x@elsewhere.example>: no such user");
        assertThat(field(recipient, "Last-Attempt-Date")).isNotEmpty();
        assertThat(field(recipient, "Final-Log-Id")).isEqualTo("id1");
        assertThat(field(recipient, "Will-Retry-Until")).isEmpty();
    }

    @Test
    void wordsSayWhatHappenedAndWhatToDoAndWhatTheHostSaid() throws Exception {
        assertThat(words(refused(fromAlice(X))))
                .startsWith("Your message could not be delivered to this recipient:\n\n  x@elsewhere.example\n")
                .contains(
                        "    There is no mailbox with this address.\n    Please check the address for typing mistakes.")
                .contains(
                        "The mail server mx.elsewhere.example [192.0.2.25] said:\n      550 5.1.1 <x@elsewhere.example>: no such user\n")
                .contains("  Subject: Grüße\n")
                .contains("The whole message is attached.");
    }

    @Test
    void smallMessageComesBackWhole() throws Exception {
        BodyPart returned = part(refused(fromAlice(X)), 2);
        assertThat(returned.getContentType()).isEqualTo("message/rfc822");
        assertThat(octets(returned)).isEqualTo(ReportBench.MESSAGE);
    }

    @Test
    void senderChoosesWhatComesBack() throws Exception {
        MessageOptions headers = MessageOptions.of(MailParameters.NONE.withReturn(Return.HDRS));
        BodyPart header = part(refused(bench.queue(ALICE, ReportBench.MESSAGE, headers, RecipientOptions.NONE, X)), 2);
        assertThat(header.getContentType()).isEqualTo("text/rfc822-headers");
        assertThat(octets(header)).isEqualTo(ReportBench.MESSAGE.substring(0, ReportBench.MESSAGE.indexOf("\r\nText")));
        String big = ReportBench.MESSAGE + "0123456789\r\n".repeat(20_000);
        assertThat(part(refused(bench.queue(ALICE, big, MessageOptions.NONE, RecipientOptions.NONE, X)), 2)
                        .getContentType())
                .isEqualTo("text/rfc822-headers");
        MessageOptions full = MessageOptions.of(MailParameters.NONE.withReturn(Return.FULL));
        assertThat(octets(part(refused(bench.queue(ALICE, big, full, RecipientOptions.NONE, X)), 2)))
                .isEqualTo(big);
    }

    @Test
    void binaryMessageComesBackAsItsHeader() throws Exception {
        MessageOptions binary =
                MessageOptions.of(MailParameters.NONE.withBody(Body.BINARY_MIME).withReturn(Return.FULL));
        assertThat(part(refused(bench.queue(ALICE, ReportBench.MESSAGE, binary, RecipientOptions.NONE, X)), 2)
                        .getContentType())
                .isEqualTo("text/rfc822-headers");
    }

    @Test
    void endlessHeaderIsCutBehindAWholeField() throws Exception {
        String header = "Subject: s\r\n" + "X-Filler: 0123456789\r\n".repeat(10_000);
        MessageOptions options = MessageOptions.of(MailParameters.NONE.withReturn(Return.HDRS));
        String returned = octets(
                part(refused(bench.queue(ALICE, header + "\r\ntext\r\n", options, RecipientOptions.NONE, X)), 2));
        assertThat(returned.length()).isBetween(60_000, 64 * 1024);
        assertThat(returned).startsWith("Subject: s\r\n").endsWith("X-Filler: 0123456789\r\n");
    }

    @Test
    void envelopeIdAndOriginalRecipientComeBack() throws Exception {
        MessageOptions options = MessageOptions.of(MailParameters.NONE.withEnvelopeId("QQ 314"));
        RecipientOptions recipient = RecipientOptions.NONE.withOriginalRecipient("rfc822;Bob+work@old.example");
        List<InternetHeaders> groups = status(refused(bench.queue(ALICE, ReportBench.MESSAGE, options, recipient, X)));
        assertThat(field(groups.get(0), "Original-Envelope-Id")).isEqualTo("QQ 314");
        assertThat(field(groups.get(1), "Original-Recipient")).isEqualTo("rfc822; Bob+work@old.example");
    }

    @Test
    void severalRecipientsShareAReport() throws Exception {
        List<QueuedRecipient> queued = fromAlice(X, "y@full.example", "z@gone.example");
        MimeMessage report = bench.failedToAlice(
                queued,
                bench.unknown(queued.get(0)),
                bench.refused(queued.get(1), 552, "5.2.2", "mailbox full"),
                bench.given(queued.get(2), RemoteReply.ours("5.1.2", "no such domain"), false));
        assertThat(bench.count(bench.test.alice())).isEqualTo(1);
        List<InternetHeaders> groups = status(report);
        assertThat(groups).hasSize(4);
        assertThat(groups.subList(1, 4))
                .extracting(group -> field(group, "Status"))
                .containsExactly("5.1.1", "5.2.2", "5.1.2");
        assertThat(field(groups.get(3), "Remote-MTA")).isEmpty();
        assertThat(field(groups.get(3), "Diagnostic-Code")).isEqualTo("x-posthaste; 554 5.1.2 no such domain");
        assertThat(words(report))
                .startsWith("Your message could not be delivered to these 3 recipients:")
                .contains("The recipient's mailbox is full.")
                .contains("The domain of this address does not exist, or takes no mail.")
                .contains("In detail:\n      554 5.1.2 no such domain\n");
    }

    @Test
    void recipientGivenUpKeepsTheLastReplyAndTheStatusOfTime() throws Exception {
        List<QueuedRecipient> queued = fromAlice(X);
        RemoteReply last =
                new RemoteReply(450, org.posthaste.smtp.protocol.EnhancedStatus.of("4.2.1"), "not today", false);
        MimeMessage report = bench.failedToAlice(queued, bench.given(queued.get(0), last, true));
        InternetHeaders recipient = status(report).get(1);
        assertThat(field(recipient, "Action")).isEqualTo("failed");
        assertThat(field(recipient, "Status")).isEqualTo("4.4.7");
        assertThat(field(recipient, "Diagnostic-Code")).isEqualTo("smtp; 450 4.2.1 not today");
        assertThat(words(report)).contains("It was tried until ");
    }

    @Test
    void delayIsToldUnlessTheSenderDoesNotWantIt() throws Exception {
        List<QueuedRecipient> queued = fromAlice(X);
        bench.settle(
                List.of(),
                bench.reports.delayed(
                        queued.get(0).message(), List.of(bench.refused(queued.get(0), 450, "4.2.0", "greylisted"))));
        MimeMessage report = ReportBench.parse(bench.newest(bench.test.alice()));
        assertThat(report.getSubject()).isEqualTo("Your message is delayed");
        InternetHeaders recipient = status(report).get(1);
        assertThat(field(recipient, "Action")).isEqualTo("delayed");
        assertThat(field(recipient, "Status")).isEqualTo("4.2.0");
        assertThat(field(recipient, "Will-Retry-Until")).isNotEmpty();
        assertThat(part(report, 2).getContentType()).isEqualTo("text/rfc822-headers");
        assertThat(words(report)).contains("You need not do anything");
        List<QueuedRecipient> others = bench.queue(
                ALICE,
                ReportBench.MESSAGE,
                MessageOptions.NONE,
                RecipientOptions.NONE.withNotify(EnumSet.of(Notify.FAILURE)),
                X);
        assertThat(bench.reports.delayed(others.get(1).message(), List.of(bench.unknown(others.get(1)))))
                .isEmpty();
    }

    @Test
    void successIsReportedOnlyToThoseWhoAsked() throws Exception {
        List<QueuedRecipient> silent = fromAlice(X);
        assertThat(bench.reports.relayed(silent.get(0).message(), List.of(bench.unknown(silent.get(0)))))
                .isEmpty();
        List<QueuedRecipient> asking = bench.queue(
                ALICE,
                ReportBench.MESSAGE,
                MessageOptions.NONE,
                RecipientOptions.NONE.withNotify(EnumSet.of(Notify.SUCCESS)),
                X);
        bench.settle(
                asking,
                bench.reports.relayed(
                        asking.get(1).message(), List.of(bench.refused(asking.get(1), 250, "2.0.0", "OK"))));
        MimeMessage report = ReportBench.parse(bench.newest(bench.test.alice()));
        assertThat(report.getSubject()).isEqualTo("Your message was passed on");
        assertThat(field(status(report).get(1), "Action")).isEqualTo("relayed");
        assertThat(field(status(report).get(1), "Status")).isEqualTo("2.0.0");
        assertThat(words(report)).contains("Taken over by mx.elsewhere.example [192.0.2.25].");
    }

    @Test
    void nobodyIsToldWhoSaidNever() {
        List<QueuedRecipient> queued = bench.queue(
                ALICE,
                ReportBench.MESSAGE,
                MessageOptions.NONE,
                RecipientOptions.NONE.withNotify(EnumSet.of(Notify.NEVER)),
                X);
        assertThat(bench.reports.failed(queued.get(0).message(), List.of(bench.unknown(queued.get(0)))))
                .isEmpty();
        assertThat(bench.reports.delayed(queued.get(0).message(), List.of(bench.unknown(queued.get(0)))))
                .isEmpty();
        assertThat(bench.reports.relayed(queued.get(0).message(), List.of(bench.unknown(queued.get(0)))))
                .isEmpty();
    }

    @Test
    void senderElsewhereGetsTheReportThroughTheQueueWithTheNullReversePath() throws Exception {
        List<QueuedRecipient> queued =
                bench.queue("carol@far.example", ReportBench.MESSAGE, MessageOptions.NONE, RecipientOptions.NONE, X);
        bench.settle(queued, bench.reports.failed(queued.get(0).message(), List.of(bench.unknown(queued.get(0)))));
        QueuedRecipient report = bench.queued().get(0);
        assertThat(report.message().reversePath()).isEmpty();
        assertThat(report.address()).isEqualTo(new MailAddress("carol", "far.example"));
        String text = ReportBench.text(
                bench.test.store().queue().octets(report.message()).toByteArray());
        assertThat(text).doesNotContain("Return-Path").contains("To: <carol@far.example>");
    }

    @Test
    void reportIsSignedByTheDomainItsPostmasterIsOfAlsoOnItsWayOut() throws Exception {
        bench.keys.create("example.org");
        FakeDns dns = new FakeDns();
        bench.keys.keys("example.org").forEach(key -> dns.txt(key.recordName(), key.recordText()));
        List<QueuedRecipient> queued =
                bench.queue("carol@far.example", ReportBench.MESSAGE, MessageOptions.NONE, RecipientOptions.NONE, X);
        bench.settle(queued, bench.reports.failed(queued.get(0).message(), List.of(bench.unknown(queued.get(0)))));
        byte[] sent = bench.test
                .store()
                .queue()
                .octets(bench.queued().get(0).message())
                .toByteArray();
        assertThat(ReportBench.text(sent)).startsWith("DKIM-Signature:");
        MessageHasher hasher = new MessageHasher(MessageHasher.Need.VERIFY);
        hasher.write(sent, 0, sent.length);
        assertThat(new DkimVerifier(new PublicKeys())
                        .verify(hasher.finish(), bench.test.clock().instant(), dns)
                        .toCompletableFuture()
                        .join())
                .hasSize(2)
                .allMatch(result -> result.verdict() == DkimResult.Verdict.PASS
                        && result.domain().equals("example.org"));
    }

    @Test
    void failedReportEndsAtThePostmasterAndGoesNoFurther() throws Exception {
        List<QueuedRecipient> queued =
                bench.queue("", ReportBench.MESSAGE, MessageOptions.NONE, RecipientOptions.NONE, "carol@far.example");
        assertThat(bench.reports.delayed(queued.get(0).message(), List.of(bench.unknown(queued.get(0)))))
                .isEmpty();
        MimeMessage report = refused(queued);
        assertThat(report.getHeader("To")).containsExactly("<postmaster@example.org>");
        assertThat(words(report))
                .startsWith("A message without a sender to report to")
                .contains("you are the postmaster");
        List<QueuedRecipient> second = bench.queue(
                "",
                bench.test.incoming(ReportBench.MESSAGE),
                Map.of("report", "p"),
                RecipientOptions.NONE,
                "postmaster@far.example");
        assertThat(bench.reports.failed(second.get(0).message(), List.of(bench.unknown(second.get(0)))))
                .isEmpty();
        assertThat(bench.count(bench.test.alice())).isEqualTo(1);
    }

    @Test
    void senderOfOursThatDoesNotExistIsReportedToThePostmaster() throws Exception {
        List<QueuedRecipient> queued =
                bench.queue("gone@example.org", ReportBench.MESSAGE, MessageOptions.NONE, RecipientOptions.NONE, X);
        assertThat(words(refused(queued)))
                .startsWith("A message from gone@example.org, an address that takes no mail here,");
    }

    @Test
    void replyOfAnotherHostCannotForgeFieldsOrHideText() throws Exception {
        List<QueuedRecipient> queued = fromAlice(X);
        String evil = "bad\r\nAction: delivered\r\n\r\n--=_x\u202Etxet\u0007 " + "long ".repeat(1000);
        MimeMessage report = bench.failedToAlice(queued, bench.refused(queued.get(0), 550, "5.7.1", evil));
        assertThat(status(report)).hasSize(2);
        assertThat(field(status(report).get(1), "Action")).isEqualTo("failed");
        assertThat(words(report)).contains("bad Action: delivered --=_x?txet").doesNotContain("\u202E", "\u0007");
        assertThat(report.getSize()).isLessThan(5000);
    }

    @Test
    void addressSomebodyForwardsToIsNotTold() throws Exception {
        RecipientOptions options = RecipientOptions.NONE.withForwardedBy("bob@example.org");
        List<QueuedRecipient> queued =
                bench.queue(ALICE, ReportBench.MESSAGE, MessageOptions.NONE, options, "secret@private.example");
        MimeMessage report = bench.failedToAlice(
                queued, bench.refused(queued.get(0), 550, "5.1.1", "secret@private.example unknown"));
        assertThat(ReportBench.text(bench.newest(bench.test.alice())))
                .doesNotContain("secret", "private.example", "mx.elsewhere.example")
                .contains("Final-Recipient: rfc822; bob@example.org");
        assertThat(words(report)).contains("This address forwards its mail to another one");
    }

    @Test
    void ownWordsAboutAForwardAreNotToldEither() throws Exception {
        RecipientOptions options = RecipientOptions.NONE.withForwardedBy("bob@example.org");
        List<QueuedRecipient> queued =
                bench.queue(ALICE, ReportBench.MESSAGE, MessageOptions.NONE, options, "secret@private.example");
        RemoteReply reply = RemoteReply.ours("4.4.1", "mx.private.example does not answer");
        bench.failedToAlice(queued, bench.given(queued.get(0), reply, true));
        assertThat(ReportBench.text(bench.newest(bench.test.alice())))
                .doesNotContain("private.example")
                .contains("The other mail server could not be reached.");
    }

    @Test
    void addressesBeyondAsciiComeInTheTypesOfRfc6533() throws Exception {
        String message = ReportBench.MESSAGE.replace(
                "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Subject: Gr\u00c3\u00bc\u00c3\u009fe");
        MessageOptions utf8 = MessageOptions.of(MailParameters.NONE.withSmtpUtf8());
        RecipientOptions options = RecipientOptions.NONE.withOriginalRecipient("utf-8;jörg@elsewhere.example");
        MimeMessage report = refused(bench.queue(ALICE, message, utf8, options, "jörg@elsewhere.example"));
        assertThat(part(report, 1).getContentType()).isEqualTo("message/global-delivery-status");
        assertThat(octets(part(report, 1)))
                .contains("Original-Recipient: utf-8; jörg@elsewhere.example\r\n")
                .contains("Final-Recipient: utf-8; jörg@elsewhere.example\r\n");
        assertThat(part(report, 2).getContentType()).isEqualTo("message/global");
        assertThat(words(report)).contains("  jörg@elsewhere.example\n", "Subject: Grüße");
    }

    @Test
    void readerThatMayNotKnowUtf8GetsEscapedAddresses() throws Exception {
        MimeMessage report = refused(bench.queue(
                ALICE, ReportBench.MESSAGE, MessageOptions.NONE, RecipientOptions.NONE, "jörg@elsewhere.example"));
        assertThat(part(report, 1).getContentType()).isEqualTo("message/delivery-status");
        assertThat(octets(part(report, 1))).contains("Final-Recipient: utf-8; j\\x{F6}rg@elsewhere.example\r\n");
    }

    @Test
    void reportForAnotherHostIsSevenBitWhereItsTypesAllow() throws Exception {
        String message = ReportBench.MESSAGE.replace(
                "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Subject: Gr\u00c3\u00bc\u00c3\u009fe");
        MessageOptions utf8 = MessageOptions.of(MailParameters.NONE.withSmtpUtf8());
        List<QueuedRecipient> queued =
                bench.queue("carol@far.example", message, utf8, RecipientOptions.NONE, "jörg@elsewhere.example");
        bench.settle(queued, bench.reports.failed(queued.get(0).message(), List.of(bench.unknown(queued.get(0)))));
        QueuedRecipient queuedReport = bench.queued().get(0);
        MessageOptions options = MessageOptions.of(queuedReport.message().options());
        assertThat(options.body()).isEqualTo(Body.SEVEN_BIT);
        assertThat(options.smtpUtf8()).isFalse();
        byte[] octets =
                bench.test.store().queue().octets(queuedReport.message()).toByteArray();
        assertThat(ReportBench.text(octets)).isEqualTo(new String(octets, StandardCharsets.US_ASCII));
        MimeMessage report = ReportBench.parse(octets);
        assertThat(part(report, 2).getContentType()).isEqualTo("message/global");
        // Jakarta Mail does not decode what is in message types; other programs do.
        byte[] returned = Base64.getMimeDecoder().decode(octets(part(report, 2)));
        assertThat(new String(returned, StandardCharsets.ISO_8859_1)).isEqualTo(message);
    }

    @Test
    void eightBitMessageForAnotherHostAsksForEightBitMime() throws Exception {
        List<QueuedRecipient> queued = bench.queue(
                "carol@far.example", ReportBench.MESSAGE + "\u00fc\r\n", MessageOptions.NONE, RecipientOptions.NONE, X);
        bench.settle(queued, bench.reports.failed(queued.get(0).message(), List.of(bench.unknown(queued.get(0)))));
        assertThat(MessageOptions.of(bench.queued().get(0).message().options()).body())
                .isEqualTo(Body.EIGHT_BIT_MIME);
    }

    @Test
    void hugeMessageIsStreamedBack() throws Exception {
        IncomingMessage huge = bench.test.incoming(ReportBench.MESSAGE);
        byte[] piece = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd\r\n"
                .repeat(16 * 1024)
                .getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 40; i++) {
            huge.write(piece, 0, piece.length);
        }
        Map<String, String> options =
                MessageOptions.of(MailParameters.NONE.withReturn(Return.FULL)).toMap();
        List<QueuedRecipient> queued = bench.queue(ALICE, huge, options, RecipientOptions.NONE, X);
        Optional<Delivery> report =
                bench.reports.failed(queued.get(0).message(), List.of(bench.unknown(queued.get(0))));
        assertThat(report.orElseThrow().message().size()).isGreaterThan(40L * piece.length);
        bench.settle(queued, report);
        assertThat(bench.test.inbox().snapshot().size(0)).isGreaterThan(40L * piece.length);
    }

    @Test
    void mailboxThatIsNearlyFullGetsTheHeaderOnly() throws Exception {
        TestStore.await(bench.test.store().account(bench.test.alice()).limit(1_100_000, 0));
        String big = ReportBench.MESSAGE + "0123456789\r\n".repeat(50_000);
        MessageOptions full = MessageOptions.of(MailParameters.NONE.withReturn(Return.FULL));
        assertThat(part(refused(bench.queue(ALICE, big, full, RecipientOptions.NONE, X)), 2)
                        .getContentType())
                .isEqualTo("text/rfc822-headers");
    }

    @Test
    void fullMailboxTakesTheReport() throws Exception {
        List<QueuedRecipient> queued = fromAlice(X);
        TestStore.await(bench.test.store().account(bench.test.alice()).limit(1, 0));
        assertThat(refused(queued).getSubject()).isEqualTo("Your message could not be delivered");
    }

    @Test
    void messageThatIsGoneIsReportedWithoutIt() throws Exception {
        List<QueuedRecipient> queued = fromAlice(X);
        bench.settle(queued, Optional.empty());
        bench.test.clock().advance(Duration.ofDays(1));
        Optional<Delivery> report =
                bench.reports.failed(queued.get(0).message(), List.of(bench.unknown(queued.get(0))));
        bench.settle(List.of(), report);
        MimeMessage parsed = ReportBench.parse(bench.newest(bench.test.alice()));
        assertThat(((MimeMultipart) parsed.getContent()).getCount()).isEqualTo(2);
        assertThat(words(parsed)).contains("could not be read any more");
    }

    @Test
    void aliasOfSeveralSendersReachesThemAll() throws IOException {
        bench.test
                .store()
                .directory()
                .addAlias(
                        new MailAddress("team", "example.org"),
                        List.of(TestStore.ALICE, TestStore.BOB, new MailAddress("eve", "far.example")));
        List<QueuedRecipient> queued =
                bench.queue("team@example.org", ReportBench.MESSAGE, MessageOptions.NONE, RecipientOptions.NONE, X);
        bench.settle(queued, bench.reports.failed(queued.get(0).message(), List.of(bench.unknown(queued.get(0)))));
        assertThat(bench.count(bench.test.alice())).isEqualTo(1);
        assertThat(bench.newest(bench.test.bob())).isEqualTo(bench.newest(bench.test.alice()));
        assertThat(bench.queued())
                .extracting(recipient -> recipient.address().toString())
                .containsExactly("eve@far.example");
    }
}
