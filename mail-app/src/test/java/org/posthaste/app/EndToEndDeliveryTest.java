package org.posthaste.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Store;
import jakarta.mail.UIDFolder;
import jakarta.mail.internet.InternetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.angus.mail.pop3.POP3Folder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Mail of another server comes in by SMTP and is read over IMAP and POP3. */
class EndToEndDeliveryTest {
    private static MailHost host;

    @BeforeAll
    static void start() throws Exception {
        host = MailHost.start();
        for (String user : List.of("alice", "bob", "carol", "dave", "erin")) {
            host.addUser(user + "@example.org");
        }
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @Test
    void mailOfAnotherServerIsReadOverImapAndPop3() throws Exception {
        Mail.deliver(
                host,
                Mail.message(
                        "sender@elsewhere.example", "alice@example.org", "Grüße", "Zeile 1\r\n.\r\n.Zeile 3 äöü\r\n"));
        for (String protocol : List.of("imap", "imaps", "pop3", "pop3s")) {
            try (Store store = Mail.store(host, protocol, "alice@example.org");
                    Folder inbox = Mail.open(store, "INBOX", Folder.READ_ONLY)) {
                assertThat(inbox.getMessageCount()).as(protocol).isEqualTo(1);
                Message message = inbox.getMessage(1);
                assertThat(message.getSubject()).isEqualTo("Grüße");
                assertThat(message.getContent()).isEqualTo("Zeile 1\r\n.\r\n.Zeile 3 äöü\r\n");
                assertThat(message.getHeader("Return-Path")).containsExactly("<sender@elsewhere.example>");
                assertThat(message.getHeader("Received")).hasSize(1);
            }
        }
    }

    @Test
    void aMessageToSeveralUsersReachesEach() throws Exception {
        var message = Mail.message("sender@elsewhere.example", "bob@example.org", "to three", "text\r\n");
        message.addRecipient(Message.RecipientType.CC, new InternetAddress("carol+lists@example.org"));
        message.addRecipient(Message.RecipientType.CC, new InternetAddress("DAVE@EXAMPLE.ORG"));
        Mail.deliver(host, message);
        for (String user : List.of("bob", "carol", "dave")) {
            try (Store store = Mail.store(host, "imap", user + "@example.org");
                    Folder inbox = Mail.open(store, "INBOX", Folder.READ_ONLY)) {
                assertThat(inbox.getMessageCount()).as(user).isEqualTo(1);
                assertThat(inbox.getMessage(1).getSubject()).isEqualTo("to three");
            }
        }
    }

    @Test
    void nobodyRelaysAndUnknownUsersAreRefused() throws Exception {
        try (SmtpWire wire = SmtpWire.ehlo(host.port("smtp"))) {
            wire.command("250", "MAIL FROM:<sender@elsewhere.example>");
            wire.command("550 5.1.1", "RCPT TO:<nobody@example.org>");
            wire.command("550 5.7.1", "RCPT TO:<somebody@elsewhere.example>");
            wire.command("550 5.7.1", "RCPT TO:<somebody%elsewhere.example@third.example>");
        }
    }

    @Test
    void pop3DeletesWhatImapThenMisses() throws Exception {
        for (int i = 1; i <= 3; i++) {
            Mail.deliver(host, Mail.message("sender@elsewhere.example", "erin@example.org", "number " + i, "text\r\n"));
        }
        String kept;
        try (Store store = Mail.store(host, "pop3s", "erin@example.org")) {
            POP3Folder inbox = (POP3Folder) Mail.open(store, "INBOX", Folder.READ_WRITE);
            assertThat(inbox.getMessageCount()).isEqualTo(3);
            kept = inbox.getUID(inbox.getMessage(3));
            assertThat(inbox.getMessage(2).getSubject()).isEqualTo("number 2");
            inbox.getMessage(1).setFlag(jakarta.mail.Flags.Flag.DELETED, true);
            inbox.getMessage(2).setFlag(jakarta.mail.Flags.Flag.DELETED, true);
            inbox.close(true);
        }
        try (Store store = Mail.store(host, "imaps", "erin@example.org");
                Folder inbox = Mail.open(store, "INBOX", Folder.READ_ONLY)) {
            assertThat(inbox.getMessageCount()).isEqualTo(1);
            assertThat(((UIDFolder) inbox).getUID(inbox.getMessage(1))).isEqualTo(3);
        }
        try (Store store = Mail.store(host, "pop3", "erin@example.org")) {
            POP3Folder inbox = (POP3Folder) Mail.open(store, "INBOX", Folder.READ_ONLY);
            assertThat(inbox.getUID(inbox.getMessage(1))).isEqualTo(kept);
            inbox.close(false);
        }
    }

    @Test
    void aFullMailboxTakesNoMore() throws Exception {
        String full = "full@example.org";
        host.addUser(full);
        host.quota(full, 10_000);
        byte[] large = ("Subject: large\r\n\r\n" + "0123456789\r\n".repeat(600)).getBytes(StandardCharsets.US_ASCII);
        try (SmtpWire smtp = SmtpWire.ehlo(host.port("smtp"));
                ImapWire imap = new ImapWire(host.port("imap"), full, MailHost.PASSWORD)) {
            assertThat(smtp.data("sender@elsewhere.example", full, large)).startsWith("250");
            smtp.command("250", "MAIL FROM:<sender@elsewhere.example> SIZE=" + large.length);
            smtp.command("452 4.2.2", "RCPT TO:<" + full + ">");
            assertThatThrownBy(() -> imap.append("INBOX", large)).hasMessageContaining("[OVERQUOTA]");
            imap.command("SELECT INBOX");
            imap.command("STORE 1 +FLAGS.SILENT (\\Deleted)");
            imap.command("EXPUNGE");
            assertThat(imap.append("INBOX", large)).isEqualTo(2);
        }
    }

    @Test
    void aWrongPasswordOpensNothing() {
        for (String protocol : List.of("imap", "imaps", "pop3", "pop3s")) {
            assertThatThrownBy(() -> Mail.session(protocol, host.port(protocol), !protocol.endsWith("s"))
                            .getStore(protocol)
                            .connect("127.0.0.1", host.port(protocol), "bob@example.org", "wrong"))
                    .as(protocol)
                    .isInstanceOf(MessagingException.class);
        }
    }
}
