package org.posthaste.mailstore.jdbc;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.mvstore.FileStore;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database: one connection for writing, used by the committer alone, and a few for reading. Everything special to H2 is here. Thread-safe but for {@link #writer} and what belongs to it.
 *
 * <p>A commit of H2 is not durable by itself: {@link #sync} makes it so.
 */
final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final String SETTINGS =
            ";DB_CLOSE_ON_EXIT=FALSE;DB_CLOSE_DELAY=-1;CACHE_SIZE=16384;QUERY_CACHE_SIZE=64"
                    + ";MAX_COMPACT_TIME=0;TRACE_LEVEL_FILE=0";

    /** At the end of a statement that looks for rows to claim: this database has one writer, so nobody else can be claiming them. */
    static final String SKIP_LOCKED = "";

    private static final int READERS = 6;
    /** H2's isolation level SNAPSHOT: all statements of a transaction see the same state. */
    private static final int SNAPSHOT = 6;

    private final Path file;
    private final JdbcDataSource source = new JdbcDataSource();
    private final BlockingQueue<Tx> idle = new LinkedBlockingQueue<>();
    private final Semaphore readers = new Semaphore(READERS);
    /** Closed once the database closed itself, as it does when the disk fails. */
    private @Nullable Connection first;

    private @Nullable Tx writer;

    /** Work on a connection. */
    interface Work<T> {
        T run(Tx tx) throws SQLException;
    }

    /** A database in a file whose name is given without {@code .mv.db}. It is opened with the first connection. */
    Database(Path name) {
        file = name.resolveSibling(name.getFileName() + ".mv.db");
        // "retry" opens the file again when a thread was interrupted while it read; otherwise that would close the
        // database.
        source.setURL("jdbc:h2:retry:" + name.toAbsolutePath() + SETTINGS);
        source.setUser("sa");
        source.setPassword("");
    }

    /** The connection for changes. Committer only. Opened anew if the database closed itself. */
    Tx writer() throws SQLException {
        Tx tx = writer;
        if (tx == null || tx.connection().isClosed()) {
            tx = new Tx(connect());
            writer = tx;
        }
        return tx;
    }

    /** A new connection without auto-commit. Opens the database if it is not open, and what a killed process left of it is recovered before. */
    synchronized Connection connect() throws SQLException {
        if (first == null || first.isClosed()) {
            try {
                DatabaseFile.recover(file);
            } catch (IOException e) {
                throw new SQLException("the database cannot be recovered", e);
            }
            first = source.getConnection();
        }
        Connection connection = source.getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    /**
     * Makes everything committed durable. Committer only.
     *
     * <p>This is CHECKPOINT SYNC and one thing more. H2's background thread may just have handed our changes to its saving
     * threads; CHECKPOINT SYNC then has nothing left to write and forces a file they are not in yet. So the saving threads are
     * drained first (decision 0012).
     */
    void sync() throws SQLException {
        try {
            MVStore store = mvStore(writer().connection());
            store.commit();
            FileStore<?> saved = store.getFileStore();
            saved.executeFileStoreOperation(saved::sync);
        } catch (RuntimeException e) {
            throw new SQLException("the database could not be made durable", e);
        }
    }

    private static MVStore mvStore(Connection connection) throws SQLException {
        SessionLocal session =
                (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
        return session.getDatabase().getStore().getMvStore();
    }

    /** Undoes what is not committed; a connection that cannot is given up. Committer only. */
    void rollback() {
        Tx tx = writer;
        if (tx == null) {
            return;
        }
        try {
            tx.clearBatches();
            tx.connection().rollback();
        } catch (SQLException e) {
            LOG.warn("rolling back failed", e);
            abandonWriter();
        }
    }

    private void abandonWriter() {
        try {
            if (writer != null) {
                writer.close();
            }
        } catch (SQLException e) {
            LOG.debug("closing the connection failed", e);
        }
        writer = null;
    }

    /** Reads; every statement of the work sees the same state. Blocks while all connections are in use. Fails with UNAVAILABLE. */
    <T> T read(Work<T> work) {
        readers.acquireUninterruptibly();
        boolean interrupted = Thread.interrupted();
        Tx tx = null;
        try {
            tx = idle.poll();
            if (tx == null || tx.connection().isClosed()) {
                Connection connection = connect();
                connection.setTransactionIsolation(SNAPSHOT);
                tx = new Tx(connection);
            }
            T result = work.run(tx);
            tx.connection().commit();
            idle.add(tx);
            tx = null;
            return result;
        } catch (SQLException e) {
            throw new StoreException(StoreFailure.UNAVAILABLE, "the database failed", e);
        } finally {
            discard(tx);
            readers.release();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void discard(@Nullable Tx tx) {
        if (tx != null) {
            try {
                tx.close();
            } catch (SQLException e) {
                LOG.debug("closing a connection failed", e);
            }
        }
    }

    JdbcDataSource source() {
        return source;
    }

    /** Closes all connections and the file; nobody may be using them. */
    @Override
    public void close() {
        idle.forEach(Database::discard);
        idle.clear();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            abandonWriter();
            statement.execute("SHUTDOWN");
        } catch (SQLException e) {
            LOG.error("closing the database failed", e);
        }
    }
}
