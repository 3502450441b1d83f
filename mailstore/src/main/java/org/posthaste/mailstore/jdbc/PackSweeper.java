package org.posthaste.mailstore.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import org.posthaste.mailstore.blob.BlobStore;
import org.posthaste.mailstore.blob.PackMark;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes packs that no message refers to, expunged ones that are kept and queued ones included. A pack without references never gets one again: messages are added to the newest pack only, and copied only from
 * where they are.
 */
final class PackSweeper {
    private static final Logger LOG = LoggerFactory.getLogger(PackSweeper.class);

    /** Nothing is on its way longer from being forced to being committed. */
    private static final Duration ON_THEIR_WAY = Duration.ofHours(1);

    private final Database database;
    private final Committer committer;
    private final BlobStore blobs;
    private final StoreConfig config;

    /** Packs known and packs referred to, at one moment. */
    private record Survey(List<PackMark> known, BitSet used) {}

    PackSweeper(Database database, Committer committer, BlobStore blobs, StoreConfig config) {
        this.database = database;
        this.committer = committer;
        this.blobs = blobs;
        this.config = config;
    }

    /** Reads the whole index, then deletes. */
    void sweep() {
        int current = blobs.current();
        // Whatever was placed in older packs is committed after this, and so is seen.
        committer.await(batch -> 0);
        int stillInUse = current == 0 ? Integer.MAX_VALUE : current;
        Survey survey = database.read(tx -> new Survey(PackTable.all(tx), used(tx)));
        BitSet known = new BitSet();
        for (PackMark mark : survey.known()) {
            known.set(mark.number());
            boolean old = !mark.shared() || mark.number() < stillInUse;
            if (old && !survey.used().get(mark.number())) {
                forget(mark);
            }
        }
        try {
            deleteUnknown(known);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BitSet used(Tx tx) throws SQLException {
        BitSet used = new BitSet();
        tx.list("SELECT DISTINCT pack FROM message", row -> row.getInt(1)).forEach(used::set);
        QueueTable.blobs(tx).forEach(blob -> used.set(blob.pack()));
        MessageTable.forEachPage(tx, 0, Long.MAX_VALUE, page -> {
            for (int slot = 0; slot < page.count(); slot++) {
                used.set(page.entry(slot).pack());
            }
        });
        return used;
    }

    private void forget(PackMark mark) {
        boolean forgotten = committer.await(batch -> {
            if (blobs.current() == mark.number()) {
                return false;
            }
            batch.changed();
            PackTable.delete(batch.tx(), mark.number());
            return true;
        });
        if (forgotten) {
            delete(mark.number());
        }
    }

    /** Packs that a crash left behind before anything referred to them; those of messages on their way are young. */
    private void deleteUnknown(BitSet known) throws IOException {
        long before = config.clock().millis()
                - Math.max(ON_THEIR_WAY.toMillis(), config.retention().toMillis());
        for (int number : blobs.packs()) {
            if (!known.get(number) && number != blobs.current() && blobs.lastChanged(number) < before) {
                delete(number);
            }
        }
    }

    private void delete(int number) {
        try {
            blobs.delete(number);
            LOG.info("pack {} is deleted: no message refers to it", number);
        } catch (IOException e) {
            LOG.warn("pack {} cannot be deleted", number, e);
        }
    }
}
