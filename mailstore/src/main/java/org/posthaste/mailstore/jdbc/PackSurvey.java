package org.posthaste.mailstore.jdbc;

import java.sql.SQLException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.posthaste.mailstore.blob.PackMark;
import org.posthaste.mailstore.index.IndexEntry;

/**
 * What is in use of each pack at one moment.
 *
 * @param known all packs
 * @param used octets referred to, by number; a message filed several times counts as often
 */
record PackSurvey(List<PackMark> known, Map<Integer, Long> used) {
    private static final int WHOLE = 100;
    /** Percent of a pack below which it is worth a closer look. */
    private static final int SPARSE = 40;

    /** Reads the whole index. */
    static PackSurvey read(Tx tx) throws SQLException {
        Map<Integer, Long> used = new HashMap<>();
        tx.list(
                "SELECT pack, SUM(CAST(size AS BIGINT)) FROM message GROUP BY pack",
                row -> used.merge(row.getInt(1), row.getLong(2), Long::sum));
        forEachPaged(tx, entry -> used.merge(entry.pack(), (long) entry.size(), Long::sum));
        QueueTable.forEachBlob(tx, (id, blob) -> used.merge(blob.pack(), (long) blob.size(), Long::sum));
        return new PackSurvey(PackTable.all(tx), used);
    }

    private static void forEachPaged(Tx tx, Consumer<IndexEntry> action) throws SQLException {
        MessageTable.forEachPage(tx, 0, Long.MAX_VALUE, page -> {
            for (int slot = 0; slot < page.count(); slot++) {
                action.accept(page.entry(slot));
            }
        });
    }

    /** Octets referred to; 0 if nothing is. */
    long octets(PackMark pack) {
        return used.getOrDefault(pack.number(), 0L);
    }

    /** Shared packs with a number below {@code end} of which little is in use. */
    List<PackMark> sparse(int end) {
        return known.stream()
                .filter(pack -> pack.shared() && pack.number() < end)
                .filter(pack -> octets(pack) > 0 && octets(pack) * WHOLE < pack.length() * SPARSE)
                .toList();
    }

    /** Positions of the messages in some packs that anything refers to, each once, ascending, by pack. Reads the whole index. */
    static Map<Integer, int[]> positions(Tx tx, List<PackMark> packs) throws SQLException {
        BitSet wanted = new BitSet();
        Map<Integer, IntStream.Builder> found = new HashMap<>();
        for (PackMark pack : packs) {
            wanted.set(pack.number());
            IntStream.Builder positions = IntStream.builder();
            found.put(pack.number(), positions);
            tx.list("SELECT pack_offset FROM message WHERE pack = ?", row -> row.getInt(1), pack.number())
                    .forEach(positions::add);
        }
        forEachPaged(tx, entry -> {
            if (wanted.get(entry.pack())) {
                found.computeIfAbsent(entry.pack(), pack -> IntStream.builder()).add(entry.offset());
            }
        });
        QueueTable.forEachBlob(tx, (id, blob) -> {
            if (wanted.get(blob.pack())) {
                found.computeIfAbsent(blob.pack(), pack -> IntStream.builder()).add(blob.offset());
            }
        });
        Map<Integer, int[]> positions = new HashMap<>();
        found.forEach((pack, all) ->
                positions.put(pack, all.build().distinct().sorted().toArray()));
        return positions;
    }
}
