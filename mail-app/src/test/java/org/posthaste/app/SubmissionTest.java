package org.posthaste.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Store;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A user's mail program sends by submission (RFC 6409), with STARTTLS and with implicit TLS (RFC 8314). */
class SubmissionTest {
    private static final String ALICE = "alice@example.org";
    private static final String BOB = "bob@example.org";

    private static MailHost host;

    @BeforeAll
    static void start() throws Exception {
        host = MailHost.start();
        host.addUser(ALICE);
        host.addUser(BOB);
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"submission", "submissions"})
    void aUserSendsToAnother(String listener) throws Exception {
        Mail.submit(host, listener, ALICE, Mail.message(ALICE, BOB, "by " + listener, "text\r\n"));
        try (Store store = Mail.store(host, "imaps", BOB);
                Folder inbox = Mail.open(store, "INBOX", Folder.READ_ONLY)) {
            Message last = inbox.getMessage(inbox.getMessageCount());
            assertThat(last.getSubject()).isEqualTo("by " + listener);
            assertThat(last.getHeader("Received")[0]).contains("with ESMTPSA");
            assertThat(last.getHeader("Message-ID")).hasSize(1);
        }
    }

    @Test
    void theSenderMustBelongToTheUser() {
        assertThatThrownBy(() -> Mail.submit(host, "submissions", ALICE, Mail.message(BOB, BOB, "forged", "text\r\n")))
                .isInstanceOf(MessagingException.class);
    }

    @Test
    void nothingIsTakenWithoutLogin() throws Exception {
        try (SmtpWire wire = SmtpWire.ehlo(host.port("submission"))) {
            wire.command("530", "MAIL FROM:<" + ALICE + ">");
        }
    }

    @Test
    void missingFieldsAreAdded() throws Exception {
        try (SmtpWire wire = SmtpWire.ehlo(host.port("submission"))) {
            wire.command("220", "STARTTLS");
            wire.startTls();
            wire.command("250", "EHLO client.example.net");
            wire.login(ALICE, MailHost.PASSWORD);
            String reply = wire.data(ALICE, BOB, "Subject: bare\r\n\r\ntext\r\n".getBytes());
            assertThat(reply).startsWith("250");
        }
        try (Store store = Mail.store(host, "imaps", BOB);
                Folder inbox = Mail.open(store, "INBOX", Folder.READ_ONLY)) {
            Message last = inbox.getMessage(inbox.getMessageCount());
            assertThat(last.getSubject()).isEqualTo("bare");
            assertThat(last.getHeader("Date")).hasSize(1);
            assertThat(last.getHeader("Message-ID")).hasSize(1);
        }
    }
}
