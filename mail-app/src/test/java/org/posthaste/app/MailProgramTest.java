package org.posthaste.app;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.Quota;
import jakarta.mail.Store;
import jakarta.mail.UIDFolder;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.search.AndTerm;
import jakarta.mail.search.BodyTerm;
import jakarta.mail.search.FlagTerm;
import jakarta.mail.search.FromStringTerm;
import jakarta.mail.search.SubjectTerm;
import java.util.Arrays;
import java.util.List;
import org.eclipse.angus.mail.imap.AppendUID;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a mail program does all day over IMAP, done by Angus Mail. */
class MailProgramTest {
    private static MailHost host;

    @BeforeAll
    static void start() throws Exception {
        host = MailHost.start();
        for (String user : List.of("folders", "flags", "search", "copy", "quota", "mime")) {
            host.addUser(user + "@example.org");
        }
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    private static Store store(String user) throws Exception {
        return Mail.store(host, "imaps", user + "@example.org");
    }

    private static MimeMessage message(String subject, String text) throws Exception {
        return Mail.message("writer@elsewhere.example", "reader@example.org", subject, text);
    }

    private static List<String> names(Folder[] folders) {
        return Arrays.stream(folders).map(Folder::getFullName).sorted().toList();
    }

    @Test
    void foldersAreMadeRenamedAndDeleted() throws Exception {
        try (Store store = store("folders")) {
            assertThat(names(store.getDefaultFolder().list("*")))
                    .contains("INBOX", "Drafts", "Sent", "Junk", "Trash", "Archive");
            assertThat(((IMAPFolder) store.getFolder("Sent")).getAttributes()).contains("\\Sent");
            Folder work = store.getFolder("Arbeit/Äpfel & Birnen");
            assertThat(work.create(Folder.HOLDS_MESSAGES)).isTrue();
            work.setSubscribed(true);
            assertThat(names(store.getDefaultFolder().listSubscribed("*"))).contains("Arbeit/Äpfel & Birnen");
            work.appendMessages(new Message[] {message("kept", "text\r\n")});
            assertThat(store.getFolder("Arbeit").renameTo(store.getFolder("Projekte")))
                    .isTrue();
            Folder moved = Mail.open(store, "Projekte/Äpfel & Birnen", Folder.READ_ONLY);
            assertThat(moved.getMessage(1).getSubject()).isEqualTo("kept");
            moved.close(false);
            assertThat(store.getFolder("Arbeit/Äpfel & Birnen").exists()).isFalse();
            assertThat(moved.delete(false)).isTrue();
            assertThat(names(store.getDefaultFolder().list("*"))).doesNotContain("Projekte/Äpfel & Birnen");
        }
    }

    @Test
    void flagsAndKeywordsStay() throws Exception {
        try (Store store = store("flags")) {
            Folder inbox = store.getFolder("INBOX");
            inbox.appendMessages(new Message[] {message("one", "1\r\n"), message("two", "2\r\n")});
            inbox.open(Folder.READ_WRITE);
            Flags flags = new Flags(Flags.Flag.ANSWERED);
            flags.add("$Label1");
            inbox.setFlags(1, 2, flags, true);
            inbox.getMessage(2).setFlag(Flags.Flag.SEEN, true);
            inbox.getMessage(1).setFlags(new Flags("$Label1"), false);
            inbox.close(false);
        }
        try (Store store = store("flags");
                Folder inbox = Mail.open(store, "INBOX", Folder.READ_ONLY)) {
            assertThat(inbox.getMessage(1).getFlags().contains(Flags.Flag.ANSWERED))
                    .isTrue();
            assertThat(inbox.getMessage(1).getFlags().getUserFlags()).isEmpty();
            assertThat(inbox.getMessage(1).isSet(Flags.Flag.SEEN)).isFalse();
            assertThat(inbox.getMessage(2).getFlags().getUserFlags()).containsExactly("$Label1");
            assertThat(inbox.getUnreadMessageCount()).isEqualTo(1);
        }
    }

    @Test
    void searchFindsHeadersBodiesAndFlags() throws Exception {
        try (Store store = store("search")) {
            Folder inbox = store.getFolder("INBOX");
            inbox.appendMessages(new Message[] {
                message("Rechnung März", "Bitte überweisen\r\n"),
                message("Lunch", "See you at noon\r\n"),
                message("Re: Lunch", "Noon is fine, überhaupt\r\n")
            });
            inbox.open(Folder.READ_WRITE);
            assertThat(inbox.search(new SubjectTerm("märz"))).hasSize(1);
            assertThat(inbox.search(new SubjectTerm("lunch"))).hasSize(2);
            assertThat(inbox.search(new BodyTerm("über"))).hasSize(2);
            assertThat(inbox.search(new FromStringTerm("writer@elsewhere"))).hasSize(3);
            inbox.getMessage(2).setFlag(Flags.Flag.FLAGGED, true);
            assertThat(inbox.search(
                            new AndTerm(new SubjectTerm("lunch"), new FlagTerm(new Flags(Flags.Flag.FLAGGED), false))))
                    .extracting(Message::getMessageNumber)
                    .containsExactly(3);
            inbox.close(false);
        }
    }

    @Test
    void messagesAreCopiedAndMoved() throws Exception {
        try (Store store = store("copy")) {
            IMAPFolder inbox = (IMAPFolder) store.getFolder("INBOX");
            IMAPFolder archive = (IMAPFolder) store.getFolder("Archive");
            AppendUID[] uids = inbox.appendUIDMessages(
                    new Message[] {message("a", "1\r\n"), message("b", "2\r\n"), message("c", "3\r\n")});
            assertThat(uids).hasSize(3);
            inbox.open(Folder.READ_WRITE);
            inbox.getMessage(1).setFlag(Flags.Flag.FLAGGED, true);
            AppendUID[] copied = inbox.copyUIDMessages(inbox.getMessages(1, 2), archive);
            assertThat(copied).hasSize(2);
            AppendUID[] moved = inbox.moveUIDMessages(new Message[] {inbox.getMessage(2)}, archive);
            assertThat(moved).hasSize(1);
            inbox.close(false);
            assertThat(inbox.getMessageCount()).isEqualTo(2);
            archive.open(Folder.READ_ONLY);
            assertThat(Arrays.stream(archive.getMessages()).map(MailProgramTest::subject))
                    .containsExactly("a", "b", "b");
            assertThat(archive.getMessage(1).isSet(Flags.Flag.FLAGGED)).isTrue();
            assertThat(archive.getUID(archive.getMessage(3))).isEqualTo(moved[0].uid);
            archive.close(false);
        }
    }

    private static String subject(Message message) {
        try {
            return message.getSubject();
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void quotaIsShown() throws Exception {
        try (Store store = store("quota")) {
            store.getFolder("INBOX").appendMessages(new Message[] {message("big", "x".repeat(5000) + "\r\n")});
            Quota[] quotas = ((IMAPStore) store).getQuota("INBOX");
            assertThat(quotas).isNotEmpty();
        }
    }

    @Test
    void partsAndEnvelopesAreReadOneByOne() throws Exception {
        MimeMessage message = message("parts", "replaced below");
        MimeBodyPart text = new MimeBodyPart();
        text.setText("grüß dich\r\n", "UTF-8");
        MimeBodyPart file = new MimeBodyPart();
        file.setContent(new byte[100_000], "application/octet-stream");
        file.setFileName("größe.bin");
        message.setContent(new MimeMultipart(text, file));
        message.saveChanges();
        try (Store store = store("mime")) {
            Folder inbox = store.getFolder("INBOX");
            inbox.appendMessages(new Message[] {message});
            inbox.open(Folder.READ_ONLY);
            FetchProfile profile = new FetchProfile();
            profile.add(FetchProfile.Item.ENVELOPE);
            profile.add(FetchProfile.Item.CONTENT_INFO);
            profile.add(UIDFolder.FetchProfileItem.UID);
            inbox.fetch(inbox.getMessages(), profile);
            Message read = inbox.getMessage(1);
            assertThat(read.getSubject()).isEqualTo("parts");
            MimeMultipart parts = (MimeMultipart) read.getContent();
            assertThat(parts.getCount()).isEqualTo(2);
            assertThat(parts.getBodyPart(0).getContent()).isEqualTo("grüß dich\r\n");
            assertThat(parts.getBodyPart(1).getFileName()).isNotEmpty();
            assertThat(parts.getBodyPart(1).getInputStream().readAllBytes()).hasSize(100_000);
            inbox.close(false);
        }
    }
}
