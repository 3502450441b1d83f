package org.posthaste.mailstore.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthaste.common.message.RenderedMessage;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.Flags;
import org.posthaste.mailstore.IncomingMessage;
import org.posthaste.mailstore.MailStoreContract;
import org.posthaste.mailstore.Mailbox;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.MailboxSnapshot;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.mailstore.TestStore;
import org.posthaste.mailstore.TestStores;
import org.posthaste.mailstore.UidSet;
import org.posthaste.mailstore.index.PagedSnapshot;

/** The contract over H2 and packs, and what only these can do wrong. */
class JdbcMailStoreTest extends MailStoreContract {
    @Override
    protected TestStore open() {
        return TestStores.open();
    }

    @Override
    protected TestStore reopen(TestStore store) {
        store.store().close();
        return TestStores.reopen(store, config -> config);
    }

    private static void deleteCompanions(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.resolve("packs"), "*.meta")) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    @Test
    void lostRenderedFormsAreMadeAnew() throws IOException {
        try (TestStore first = TestStores.open()) {
            first.appendMany(first.inbox(), 3);
            byte[] before =
                    first.inbox().reader().rendered(first.inbox().snapshot(), 1).bodyStructure();
            first.store().close();
            deleteCompanions(first.folder());
            try (JdbcMailStore store =
                    (JdbcMailStore) TestStores.reopen(first, config -> config).store()) {
                Mailbox inbox =
                        store.account(first.alice()).mailbox(MailboxName.INBOX).orElseThrow();
                RenderedMessage rendered = inbox.reader().rendered(inbox.snapshot(), 1);
                assertThat(rendered.bodyStructure()).isEqualTo(before);
                assertThat(rendered.size()).isEqualTo(inbox.snapshot().size(1));
                assertThat(store.verify().damages()).isEmpty();
            }
        }
    }

    @Test
    void verifyNamesWhatIsDamaged() throws IOException {
        try (TestStore first = TestStores.open()) {
            first.appendMany(first.inbox(), 3);
            first.store().close();
            Path pack = first.folder().resolve("packs/pack-00000001.pack");
            byte[] octets = Files.readAllBytes(pack);
            octets[octets.length - 3]++;
            Files.write(pack, octets);
            try (JdbcMailStore store =
                    (JdbcMailStore) TestStores.reopen(first, config -> config).store()) {
                assertThat(store.verify().damages()).singleElement().asString().contains("garbled");
                store.database().read(tx -> tx.number(0, "SELECT COUNT(*) FROM message"));
                store.committer().await(batch -> {
                    batch.changed();
                    batch.tx().update("DELETE FROM message WHERE pack_offset > 300");
                    batch.tx().update("UPDATE message SET pack = 77");
                    return true;
                });
                assertThat(store.verify().damages())
                        .anyMatch(damage -> damage.contains("counts 3 messages but has 1"))
                        .anyMatch(damage -> damage.contains("of pack 77"));
            }
        }
    }

    @Test
    void interruptedReaderDoesNotCloseTheDatabase() {
        try (TestStore first = TestStores.open()) {
            first.appendMany(first.inbox(), 2000);
            TestStore again = reopen(first);
            Thread.currentThread().interrupt();
            assertThat(again.inbox().snapshot().count()).isEqualTo(2000);
            assertThat(Thread.interrupted()).isTrue();
            again.append(again.inbox(), TestStore.message("next"));
            again.store().close();
        }
    }

    @Test
    void failedBatchLeavesNothingBehindAndTheNextSucceeds() {
        try (TestStore first = TestStores.open()) {
            JdbcMailStore store = (JdbcMailStore) first.store();
            first.append(first.inbox(), TestStore.message("one"));
            MailboxSnapshot before = first.inbox().snapshot();
            IncomingMessage message = first.incoming(TestStore.message("lost"));
            Throwable failure = catchThrowable(() -> store.committer().await(batch -> {
                AccountId alice = first.alice();
                new AppendChange(
                                alice,
                                before.mailbox(),
                                List.of(new AppendChange.Item(
                                        ((JdbcIncomingMessage) message).handOver(),
                                        Flags.of("Keyword"),
                                        before.internalDate(0))))
                        .execute(batch);
                batch.tx().update("INSERT INTO counter (name, next_value) VALUES ('account', 1)");
                return true;
            }));
            assertThat(StoreException.of(failure).failure()).isEqualTo(StoreFailure.UNAVAILABLE);
            assertThat(first.inbox().snapshot().count()).isOne();
            assertThat(first.inbox().status().uidNext()).isEqualTo(2);
            assertThat(first.append(first.inbox(), TestStore.message("two"))).isEqualTo(2);
            assertThat(first.inbox().snapshot().keywords()).isEmpty();
            assertThat(store.verify().damages()).isEmpty();
        }
    }

    @Test
    void mailboxThatChangesWhileItIsLoadedIsBroughtUpToDate() {
        try (TestStore first = TestStores.open()) {
            JdbcMailStore store = (JdbcMailStore) first.store();
            for (int i = 0; i < 11; i++) {
                first.appendMany(first.inbox(), 200);
            }
            Mailbox inbox = first.inbox();
            TestStore.await(inbox.remove(UidSet.range(1, 3)));
            LoadedMailbox read = store.database().read(tx -> LoadedMailbox.read(tx, inbox.id()));
            first.appendMany(inbox, 100);
            TestStore.await(inbox.remove(UidSet.range(2190, 2210)));
            store.housekeeper().fold();
            first.append(inbox, TestStore.message("last"));
            MailboxSnapshot current = inbox.snapshot();
            MailboxSnapshot refreshed =
                    store.database().read(read::refreshed).snapshot(((PagedSnapshot) current).state());
            assertThat(refreshed.count()).isEqualTo(current.count());
            assertThat(refreshed.since(current).changedIndexes()).isEmpty();
            assertThat(refreshed.since(current).expungedIndexes()).isEmpty();
            assertThat(Optional.of(refreshed.uid(2176))).contains(current.uid(2176));
        }
    }
}
