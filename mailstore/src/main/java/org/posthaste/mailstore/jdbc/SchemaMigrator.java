package org.posthaste.mailstore.jdbc;

import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the database's tables to this version with the scripts in {@code db/migration}. A database that has all of them is seen by one query, without Flyway, which takes longer to load than the database to
 * open.
 */
final class SchemaMigrator {
    /** Version of the newest script. */
    static final String NEWEST = "010";

    private static final String HISTORY = "SELECT \"version\" FROM \"flyway_schema_history\" WHERE \"success\""
            + " AND NOT EXISTS (SELECT 1 FROM \"flyway_schema_history\" WHERE NOT \"success\")"
            + " ORDER BY \"installed_rank\" DESC LIMIT 1";
    /** How the SQLSTATE of everything that is wrong with a statement begins: here, that there is no such table. */
    private static final String NO_TABLE = "42";

    private static final Logger LOG = LoggerFactory.getLogger(SchemaMigrator.class);

    private SchemaMigrator() {}

    /** Migrates if needed. */
    static void migrate(Database database) throws SQLException {
        if (database.read(SchemaMigrator::applied).equals(List.of(NEWEST))) {
            return;
        }
        Flyway.configure(SchemaMigrator.class.getClassLoader())
                .dataSource(database.source())
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }

    /** The script that was run last; none if one failed or none was run. */
    private static List<String> applied(Tx tx) throws SQLException {
        try {
            return tx.list(HISTORY, row -> row.getString(1));
        } catch (SQLException e) {
            if (String.valueOf(e.getSQLState()).startsWith(NO_TABLE)) {
                LOG.debug("the database is new");
                return List.of();
            }
            throw e;
        }
    }
}
