package org.posthaste.mailstore.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the database's tables to this version with the scripts in {@code db/migration}. A database that is there already is not looked at closely, which saves half of the time to start. */
final class SchemaMigrator {
    /** Version of the newest script. */
    static final String NEWEST = "002";

    private static final String HISTORY = "flyway_schema_history";
    private static final Logger LOG = LoggerFactory.getLogger(SchemaMigrator.class);

    private SchemaMigrator() {}

    /** Migrates if needed. */
    static void migrate(DataSource source) throws SQLException {
        if (isCurrent(source)) {
            return;
        }
        Flyway.configure(SchemaMigrator.class.getClassLoader())
                .dataSource(source)
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }

    private static boolean isCurrent(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                ResultSet tables = connection.getMetaData().getTables(null, null, HISTORY, null)) {
            if (!tables.next()) {
                LOG.debug("the database is new");
                return false;
            }
            try (PreparedStatement query = connection.prepareStatement(
                    "SELECT 1 FROM \"" + HISTORY + "\" WHERE \"version\" = ? AND \"success\"")) {
                query.setString(1, NEWEST);
                try (ResultSet rows = query.executeQuery()) {
                    return rows.next();
                }
            }
        }
    }
}
