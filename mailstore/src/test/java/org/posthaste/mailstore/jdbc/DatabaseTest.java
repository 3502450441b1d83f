package org.posthaste.mailstore.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
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

    @Test
    void compactingShrinksTheFileAndKeepsTheRowsInUse() throws SQLException {
        try (Database database = new Database(folder.resolve("mail"))) {
            write(database, "CREATE TABLE t (x INTEGER PRIMARY KEY)");
            for (int x = 0; x < 300; x++) {
                write(database, "INSERT INTO t VALUES (" + x + ")");
            }
            write(database, "DELETE FROM t WHERE x >= 10");
            long before = folder.resolve("mail.mv.db").toFile().length();
            assertThat(values(database)).hasSize(10);

            database.compact();

            assertThat(folder.resolve("mail.mv.db").toFile().length()).isLessThan(before / 4);
            assertThat(values(database)).hasSize(10);
            write(database, "INSERT INTO t VALUES (10)");
            assertThat(values(database)).hasSize(11);
        }
        try (Database reopened = new Database(folder.resolve("mail"))) {
            assertThat(values(reopened)).hasSize(11);
        }
    }
}
