package org.posthaste.mailstore.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is special to the database's file. */
class DatabaseTest {
    private static final int COMMITS = 150;

    @TempDir
    private Path folder;

    private static void write(Database database, String sql) throws SQLException {
        try (Statement statement = database.writer().connection().createStatement()) {
            statement.execute(sql);
        }
        database.writer().connection().commit();
        database.sync();
    }

    private static List<Integer> values(Database database) {
        return database.read(tx -> tx.list("SELECT x FROM t ORDER BY x", row -> row.getInt(1)));
    }

    /** Copies what a process that is killed now would leave. */
    private Path copied(String name) throws IOException {
        Path killed = Files.createDirectories(folder.resolve("killed"));
        Files.copy(folder.resolve("mail.mv.db"), killed.resolve(name + ".mv.db"), StandardCopyOption.REPLACE_EXISTING);
        return killed.resolve(name);
    }

    @Test
    void everyCommitThatWasSyncedIsFoundWhileSpaceIsReused() throws SQLException, IOException {
        try (Database database = new Database(folder.resolve("mail"))) {
            write(database, "CREATE TABLE t (x INTEGER PRIMARY KEY)");
            write(database, "SET RETENTION_TIME 0");
            write(database, "INSERT INTO t VALUES (0)");
            for (int commit = 1; commit <= COMMITS; commit++) {
                write(database, "UPDATE t SET x = " + commit);
                try (Database found = new Database(copied("copy" + commit))) {
                    assertThat(values(found)).containsExactly(commit);
                }
            }
            assertThat(Files.size(folder.resolve("mail.mv.db"))).isLessThan(COMMITS * 4096L);
        }
    }

    @Test
    void tornEndOfAKilledProcessesFileIsLeftOut() throws SQLException, IOException {
        try (Database database = new Database(folder.resolve("mail"))) {
            write(database, "CREATE TABLE t (x INTEGER PRIMARY KEY)");
            write(database, "INSERT INTO t VALUES (1)");
            Path copy = copied("torn");
            Files.write(copy.resolveSibling("torn.mv.db"), new byte[10_000], StandardOpenOption.APPEND);
            try (Database found = new Database(copy)) {
                assertThat(values(found)).containsExactly(1);
                write(found, "INSERT INTO t VALUES (2)");
            }
            try (Database found = new Database(copy)) {
                assertThat(values(found)).containsExactly(1, 2);
            }
        }
    }

    @Test
    void fileThatIsNoDatabaseIsNotOpened() throws IOException {
        Files.write(folder.resolve("mail.mv.db"), new byte[100_000]);
        Database database = new Database(folder.resolve("mail"));
        assertThatThrownBy(database::writer).isInstanceOf(SQLException.class);
        assertThat(folder.resolve("mail.mv.db")).hasSize(100_000);
    }

    /** Should this fail after an update of H2, then H2 has become right, and {@link DatabaseFile} can go. */
    @Test
    void byItselfH2LosesCommits() throws IOException {
        Path file = folder.resolve("plain.mv.db");
        Path copy = folder.resolve("copy.mv.db");
        Random random = new Random(1);
        int missing = 0;
        try (MVStore store = new MVStore.Builder()
                .fileName(file.toString())
                .autoCommitDisabled()
                .open()) {
            store.setRetentionTime(0);
            MVMap<Integer, byte[]> values = store.openMap("values");
            MVMap<Integer, Integer> last = store.openMap("last");
            for (int commit = 1; commit <= COMMITS; commit++) {
                values.put(random.nextInt(200), new byte[random.nextInt(8_000)]);
                last.put(0, commit);
                store.commit();
                store.getFileStore().executeFileStoreOperation(() -> {});
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                missing += lastCommit(copy) == commit ? 0 : 1;
            }
        }
        assertThat(missing).isPositive();
    }

    private static int lastCommit(Path file) {
        try (MVStore store =
                new MVStore.Builder().fileName(file.toString()).readOnly().open()) {
            MVMap<Integer, Integer> last = store.openMap("last");
            return last.getOrDefault(0, 0);
        }
    }
}
