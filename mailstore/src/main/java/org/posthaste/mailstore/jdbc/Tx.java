package org.posthaste.mailstore.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A connection with the statements prepared on it so far. Confined to one thread at a time. */
final class Tx implements AutoCloseable {
    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private final Set<PreparedStatement> batched = new LinkedHashSet<>();

    /** Reads a row. */
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    Tx(Connection connection) {
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    /** The statement, prepared once per connection. */
    PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        return statement;
    }

    private PreparedStatement bound(String sql, Object... parameters) throws SQLException {
        PreparedStatement statement = prepare(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    /** Runs a statement now; returns the number of rows. */
    int update(String sql, Object... parameters) throws SQLException {
        return bound(sql, parameters).executeUpdate();
    }

    /** Runs a statement now with each of several lists of parameters; returns the numbers of rows. */
    int[] updateAll(String sql, List<Object[]> parameters) throws SQLException {
        PreparedStatement statement = prepare(sql);
        for (Object[] each : parameters) {
            bound(sql, each).addBatch();
        }
        return statement.executeBatch();
    }

    /** Adds a statement whose parameters are set to those that run at {@link #runBatches}. */
    void batch(PreparedStatement statement) throws SQLException {
        statement.addBatch();
        batched.add(statement);
    }

    /** Adds a statement to those that run at {@link #runBatches}. */
    void batch(String sql, Object... parameters) throws SQLException {
        batch(bound(sql, parameters));
    }

    /** Runs what was batched, statement by statement in the order in which they were first used. */
    void runBatches() throws SQLException {
        for (PreparedStatement statement : batched) {
            statement.executeBatch();
        }
        batched.clear();
    }

    void clearBatches() throws SQLException {
        for (PreparedStatement statement : batched) {
            statement.clearBatch();
        }
        batched.clear();
    }

    <T> List<T> list(String sql, RowReader<T> reader, Object... parameters) throws SQLException {
        List<T> rows = new ArrayList<>();
        try (ResultSet result = bound(sql, parameters).executeQuery()) {
            while (result.next()) {
                rows.add(reader.read(result));
            }
        }
        return rows;
    }

    /** Takes what is to be done with a row. */
    interface RowAction {
        void take(ResultSet row) throws SQLException;
    }

    /** Does something with each row. */
    void forEach(String sql, RowAction action, Object... parameters) throws SQLException {
        try (ResultSet result = bound(sql, parameters).executeQuery()) {
            while (result.next()) {
                action.take(result);
            }
        }
    }

    /** The first row's first column, or a default. */
    long number(long otherwise, String sql, Object... parameters) throws SQLException {
        try (ResultSet result = bound(sql, parameters).executeQuery()) {
            return result.next() ? result.getLong(1) : otherwise;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
