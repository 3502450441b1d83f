package org.posthaste.mailstore.jdbc;

import java.sql.SQLException;
import java.util.List;
import org.posthaste.mailstore.blob.PackMark;

/** How far packs are in use. */
final class PackTable {
    private PackTable() {}

    static List<PackMark> all(Tx tx) throws SQLException {
        return tx.list(
                "SELECT id, shared, length, meta_length FROM pack ORDER BY id",
                row -> new PackMark(row.getInt(1), row.getBoolean(2), row.getLong(3), row.getLong(4)));
    }

    static void put(Tx tx, PackMark mark) throws SQLException {
        int rows = tx.update(
                "UPDATE pack SET length = ?, meta_length = ? WHERE id = ?",
                mark.length(),
                mark.metaLength(),
                mark.number());
        if (rows == 0) {
            tx.update(
                    "INSERT INTO pack (id, shared, length, meta_length) VALUES (?, ?, ?, ?)",
                    mark.number(),
                    mark.shared(),
                    mark.length(),
                    mark.metaLength());
        }
    }

    static void delete(Tx tx, int number) throws SQLException {
        tx.update("DELETE FROM pack WHERE id = ?", number);
    }
}
