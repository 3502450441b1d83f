package org.posthaste.mailstore.blob;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.posthaste.common.io.ByteSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packs in one folder: {@code pack-00000001.pack} and beside it {@code pack-00000001.meta} with the rendered forms in the same order. The companion is not forced with each batch; what
 * a crash takes from it is rendered anew when asked for.
 *
 * <p>After a crash a pack may be longer than its mark, by what was never acknowledged, or torn. Nothing is cut off or overwritten then: writing goes on in a new pack.
 */
public final class PackStore implements BlobStore {
    /** Messages larger than this get a pack of their own. */
    public static final int OWN_PACK = 256 * 1024;

    /** Largest message there can be: positions in a pack are 31 bits, and something stands before and behind a message. */
    public static final long LARGEST = Integer.MAX_VALUE - 16 * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(PackStore.class);

    private final PackFolder folder;
    private final SharedPack shared;
    private final SpoolMemory memory;
    private final Clock clock;
    /** Packs from which messages were taken out since the start; whoever began later knows nothing of those messages. Held while a pack is walked or written anew. */
    private final Set<Integer> punched = ConcurrentHashMap.newKeySet();

    /** Marks that the database does not have yet. */
    private final Map<Integer, PackMark> changed = new LinkedHashMap<>();

    /**
     * Opens the packs of a folder, making it if needed, and deletes what was being received when the last process ended.
     *
     * @param marks how far packs were in use according to the database
     * @param packLimit size at which a new pack is begun
     * @param memoryLimit octets of memory for messages being received
     */
    public static PackStore open(Path folder, List<PackMark> marks, long packLimit, long memoryLimit, Clock clock)
            throws IOException {
        PackStore store = new PackStore(PackFolder.open(folder), packLimit, memoryLimit, clock);
        Optional<PackMark> newest = Optional.empty();
        for (PackMark mark : marks) {
            store.folder.taken(mark.number());
            if (mark.shared()
                    && (newest.isEmpty() || mark.number() > newest.get().number())) {
                newest = Optional.of(mark);
            }
        }
        if (newest.isPresent()) {
            store.shared.resume(newest.get());
        }
        return store;
    }

    private PackStore(PackFolder folder, long packLimit, long memoryLimit, Clock clock) {
        this.folder = folder;
        this.shared = new SharedPack(folder, Math.min(packLimit, Integer.MAX_VALUE / 2));
        this.memory = new SpoolMemory(memoryLimit);
        this.clock = clock;
    }

    @Override
    public Spool spool() {
        return new Spool(memory, folder.newSpool());
    }

    @Override
    public void seal(Spool spool, byte[] prefix, byte[] rendered) throws IOException {
        if (spool.large() && spool.sealed().isEmpty()) {
            OwnPack.seal(folder, spool, prefix, rendered, clock.millis());
        }
    }

    @Override
    public Placement place(Spool spool, byte[] prefix, byte[] rendered) throws IOException {
        try (spool) {
            Optional<Placement> sealed = spool.sealed();
            Placement placement =
                    sealed.isPresent() ? sealed.get() : shared.append(spool, prefix, rendered, clock.millis());
            changed.put(placement.blob().pack(), sealed.isPresent() ? OwnPack.mark(placement) : shared.mark());
            return placement;
        } catch (IOException | RuntimeException e) {
            abandon();
            throw e;
        }
    }

    private void abandon() {
        changed.remove(shared.number());
        shared.abandon();
    }

    @Override
    public void write() throws IOException {
        try {
            shared.write();
        } catch (IOException e) {
            abandon();
            throw e;
        }
    }

    @Override
    public boolean needsForce() {
        return shared.needsForce();
    }

    @Override
    public void force() throws IOException {
        shared.force();
    }

    @Override
    public List<PackMark> marks() {
        List<PackMark> marks = List.copyOf(changed.values());
        changed.clear();
        return marks;
    }

    @Override
    public ByteSource open(BlobRef blob) {
        PackSource source = new PackSource(folder.files(), folder.pack(blob.pack()), blob.offset(), blob.size());
        return punched.contains(blob.pack()) ? new CheckedSource(source) : source;
    }

    @Override
    public MetaReader metaReader() {
        return new WindowReader(folder);
    }

    @Override
    public PackCheck check(PackMark mark) {
        synchronized (punched) {
            return new PackWalk(folder.files(), folder.pack(mark.number()), mark).check();
        }
    }

    @Override
    public long reclaim(PackMark mark, int[] kept) throws IOException {
        synchronized (punched) {
            // Before it is done: who reads from an older state must not take a hole for a message.
            punched.add(mark.number());
            return new PackHoles(folder, mark, kept).punch();
        }
    }

    @Override
    public void delete(int number) throws IOException {
        folder.delete(number);
    }

    @Override
    public List<Integer> packs() throws IOException {
        return folder.numbers();
    }

    @Override
    public int current() {
        return shared.number();
    }

    @Override
    public long lastChanged(int pack) {
        return folder.pack(pack).toFile().lastModified();
    }

    @Override
    public long octets() throws IOException {
        return folder.octets();
    }

    /** Forces what is left and closes all files. */
    @Override
    public void close() {
        try {
            shared.finish();
            folder.close();
        } catch (IOException e) {
            LOG.error("closing the packs failed", e);
        }
        abandon();
    }
}
