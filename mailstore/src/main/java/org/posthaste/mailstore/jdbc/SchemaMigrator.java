package org.posthaste.mailstore.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the database's tables to this version with the scripts in {@code db/migration}. A database that is there already is not looked at closely, which saves half of the time to start. */
final class SchemaMigrator {
    /** Version of the newest script. */
    static final String NEWEST = "001";

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
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT 1 FROM \"flyway_schema_history\" WHERE \"version\" = '"
                        + NEWEST + "' AND \"success\"")) {
            return rows.next();
        } catch (SQLException e) {
            if ("42S02".equals(e.getSQLState()) || "42S04".equals(e.getSQLState())) {
                LOG.debug("the database is new");
                return false;
            }
            throw e;
        }
    }
}
