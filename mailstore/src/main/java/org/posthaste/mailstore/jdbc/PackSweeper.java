package org.posthaste.mailstore.jdbc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.posthaste.mailstore.blob.BlobStore;
import org.posthaste.mailstore.blob.PackDamage;
import org.posthaste.mailstore.blob.PackMark;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes packs that no message refers to, expunged ones that are kept and queued ones included. A pack without references never gets one again: messages are added to the newest pack only, and copied only from
 * where they are. From packs of which little is in use the rest is taken out.
 */
final class PackSweeper {
    private static final Logger LOG = LoggerFactory.getLogger(PackSweeper.class);

    /** Nothing is on its way longer from being forced to being committed. */
    private static final Duration ON_THEIR_WAY = Duration.ofHours(1);
    /** Sparse packs whose messages are looked for in one walk through the index. */
    private static final int PACKS_AT_ONCE = 16;

    private final Database database;
    private final Committer committer;
    private final BlobStore blobs;
    private final StoreConfig config;
    /** What was in use of packs when they were looked at: as long as it is the same there is nothing more to take out. */
    private final Map<Integer, Long> looked = new HashMap<>();

    private volatile boolean closing;

    PackSweeper(Database database, Committer committer, BlobStore blobs, StoreConfig config) {
        this.database = database;
        this.committer = committer;
        this.blobs = blobs;
        this.config = config;
    }

    /** Ends a sweep with the pack that is worked on. */
    void close() {
        closing = true;
    }

    /** Reads the whole index, then deletes. */
    void sweep() {
        int current = blobs.current();
        // Whatever was placed in older packs is committed after this, and so is seen.
        committer.await(batch -> 0);
        int stillInUse = current == 0 ? Integer.MAX_VALUE : current;
        PackSurvey survey = database.read(PackSurvey::read);
        BitSet known = new BitSet();
        for (PackMark mark : survey.known()) {
            known.set(mark.number());
            boolean old = !mark.shared() || mark.number() < stillInUse;
            if (old && survey.octets(mark) == 0) {
                forget(mark);
            }
        }
        try {
            deleteUnknown(known);
            // Not while it is not known which pack will be added to: a pack that grows must not be written anew.
            reclaim(survey, current);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes messages that are gone out of packs of which little is in use. */
    private void reclaim(PackSurvey survey, int end) throws IOException {
        List<PackMark> sparse = survey.sparse(end).stream()
                .filter(pack -> survey.octets(pack) != looked.getOrDefault(pack.number(), 0L))
                .toList();
        for (int next = 0; next < sparse.size() && !closing; next += PACKS_AT_ONCE) {
            List<PackMark> packs = sparse.subList(next, Math.min(sparse.size(), next + PACKS_AT_ONCE));
            Map<Integer, int[]> positions = database.read(tx -> PackSurvey.positions(tx, packs));
            for (PackMark pack : packs) {
                if (!closing) {
                    reclaim(pack, positions.getOrDefault(pack.number(), new int[0]));
                    looked.put(pack.number(), survey.octets(pack));
                }
            }
        }
    }

    private void reclaim(PackMark pack, int[] kept) throws IOException {
        try {
            long octets = blobs.reclaim(pack, kept);
            if (octets > 0) {
                LOG.info("messages that are gone were taken out of pack {} size={}", pack.number(), octets);
            }
        } catch (PackDamage | NoSuchFileException e) {
            LOG.warn("pack {} is damaged and left as it is", pack.number(), e);
        }
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
