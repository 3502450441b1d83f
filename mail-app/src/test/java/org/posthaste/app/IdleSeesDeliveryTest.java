package org.posthaste.app;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.Store;
import jakarta.mail.event.MessageChangedEvent;
import jakarta.mail.event.MessageCountAdapter;
import jakarta.mail.event.MessageCountEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A mail program that idles (RFC 2177) sees deliveries, flags and expunges without asking. */
class IdleSeesDeliveryTest {
    private static final String ALICE = "alice@example.org";

    private static MailHost host;

    @BeforeAll
    static void start() throws Exception {
        host = MailHost.start();
        host.addUser(ALICE);
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @Test
    void deliveriesFlagsAndExpungesArePushed() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        ExecutorService idler = Executors.newSingleThreadExecutor();
        try (Store idleStore = Mail.store(host, "imaps", ALICE);
                Store otherStore = Mail.store(host, "imap", ALICE)) {
            IMAPFolder inbox = (IMAPFolder) Mail.open(idleStore, "INBOX", Folder.READ_WRITE);
            listen(inbox, seen);
            idler.submit(() -> {
                while (inbox.isOpen()) {
                    inbox.idle();
                }
                return null;
            });
            Mail.deliver(host, Mail.message("a@elsewhere.example", ALICE, "pushed", "text\r\n"));
            Awaitility.await().until(() -> seen.contains("added pushed"));
            try (Folder other = Mail.open(otherStore, "INBOX", Folder.READ_WRITE)) {
                other.getMessage(1).setFlag(Flags.Flag.FLAGGED, true);
                Awaitility.await().until(() -> seen.contains("flagged 1"));
                other.getMessage(1).setFlag(Flags.Flag.DELETED, true);
                assertThat(other.expunge()).hasSize(1);
                Awaitility.await().until(() -> seen.contains("removed 1"));
            }
            inbox.close(false);
        } finally {
            idler.shutdownNow();
        }
    }

    private static void listen(IMAPFolder inbox, List<String> seen) {
        inbox.addMessageCountListener(new MessageCountAdapter() {
            @Override
            public void messagesAdded(MessageCountEvent event) {
                for (Message message : event.getMessages()) {
                    try {
                        seen.add("added " + message.getSubject());
                    } catch (jakarta.mail.MessagingException e) {
                        seen.add("added, unreadable " + e.getMessage());
                    }
                }
            }

            @Override
            public void messagesRemoved(MessageCountEvent event) {
                for (Message message : event.getMessages()) {
                    seen.add("removed " + message.getMessageNumber());
                }
            }
        });
        inbox.addMessageChangedListener(event -> {
            try {
                if (event.getMessageChangeType() == MessageChangedEvent.FLAGS_CHANGED
                        && event.getMessage().isSet(Flags.Flag.FLAGGED)) {
                    seen.add("flagged " + event.getMessage().getMessageNumber());
                }
            } catch (jakarta.mail.MessagingException e) {
                seen.add("flags, unreadable " + e.getMessage());
            }
        });
    }
}
