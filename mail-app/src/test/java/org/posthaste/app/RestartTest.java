package org.posthaste.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A restart changes nothing a client could notice. */
class RestartTest {
    private static final String ALICE = "alice@example.org";

    private static byte[] message(int number) {
        return ("Subject: message " + number + "\r\n\r\ntext\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static List<String> everything(MailHost host) throws Exception {
        try (ImapWire imap = new ImapWire(host.port("imap"), ALICE, MailHost.PASSWORD);
                Pop3Wire pop3 = new Pop3Wire(host.port("pop3"), ALICE, MailHost.PASSWORD)) {
            List<String> seen = new ArrayList<>();
            seen.addAll(imap.command("LIST \"\" *"));
            seen.addAll(imap.command("LSUB \"\" *"));
            seen.addAll(imap.command("STATUS INBOX (MESSAGES UIDNEXT UIDVALIDITY UNSEEN)"));
            seen.addAll(imap.command("EXAMINE Work"));
            seen.addAll(imap.command("FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE MODSEQ)"));
            seen.addAll(pop3.listing("UIDL"));
            seen.addAll(pop3.listing("LIST"));
            return seen;
        }
    }

    @Test
    void idsFlagsAndNamesStay() throws Exception {
        try (MailHost host = MailHost.start()) {
            host.addUser(ALICE);
            try (ImapWire imap = new ImapWire(host.port("imap"), ALICE, MailHost.PASSWORD)) {
                imap.command("CREATE Work");
                imap.command("SUBSCRIBE Work");
                imap.command("SELECT INBOX");
                for (int i = 1; i <= 5; i++) {
                    imap.append("INBOX", message(i));
                    imap.append("Work", message(i));
                }
                imap.command("STORE 2,4 +FLAGS (\\Deleted)");
                imap.command("EXPUNGE");
                imap.command("SELECT Work");
                imap.command("STORE 1:3 +FLAGS (\\Seen $Label2)");
                imap.command("STORE 5 +FLAGS (\\Deleted)");
                imap.command("EXPUNGE");
            }
            // The first look takes \Recent away.
            try (ImapWire imap = new ImapWire(host.port("imap"), ALICE, MailHost.PASSWORD)) {
                imap.command("SELECT INBOX");
                imap.command("SELECT Work");
            }
            List<String> before = everything(host);
            host.restart();
            assertThat(everything(host)).isEqualTo(before);
            try (ImapWire imap = new ImapWire(host.port("imap"), ALICE, MailHost.PASSWORD)) {
                assertThat(imap.append("Work", message(6))).isEqualTo(6);
            }
        }
    }
}
