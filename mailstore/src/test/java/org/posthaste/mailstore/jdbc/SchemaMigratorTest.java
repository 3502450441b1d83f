package org.posthaste.mailstore.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaMigratorTest {
    @TempDir
    private Path folder;

    private static List<String> applied(Database database) {
        return database.read(tx -> tx.list(
                "SELECT \"version\" FROM \"flyway_schema_history\" ORDER BY \"installed_rank\"",
                row -> row.getString(1)));
    }

    /** Otherwise the newest script would not be run where there is a database already. */
    @Test
    void newestIsTheVersionOfTheNewestScript() throws IOException, URISyntaxException {
        Path scripts = Path.of(Objects.requireNonNull(SchemaMigrator.class.getResource("/db/migration"))
                .toURI());
        try (Stream<Path> files = Files.list(scripts)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName()).replaceAll("V(.*)__.*", "$1"))
                            .max(String::compareTo))
                    .contains(SchemaMigrator.NEWEST);
        }
    }

    @Test
    void newDatabaseGetsAllTablesAndIsLeftAloneAfterwards() throws SQLException {
        try (Database database = new Database(folder.resolve("mail"))) {
            SchemaMigrator.migrate(database);
            List<String> scripts = applied(database);
            assertThat(scripts).endsWith(SchemaMigrator.NEWEST);
            SchemaMigrator.migrate(database);
            assertThat(applied(database)).isEqualTo(scripts);
        }
    }

    @Test
    void scriptThatIsMissingIsRun() throws SQLException {
        try (Database database = new Database(folder.resolve("mail"))) {
            SchemaMigrator.migrate(database);
            List<String> scripts = applied(database);
            try (Statement statement = database.writer().connection().createStatement()) {
                statement.execute("DROP ALL OBJECTS");
            }
            database.writer().connection().commit();
            SchemaMigrator.migrate(database);
            assertThat(applied(database)).isEqualTo(scripts);
        }
    }
}
