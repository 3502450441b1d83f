package org.posthaste.mailstore.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
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
    private static final Pattern PACK_NAME = Pattern.compile("pack-(\\d{8,10})\\.(pack|meta)");
    private static final int PACK_BUFFER = 1024 * 1024;
    private static final int META_BUFFER = 128 * 1024;

    private final Path folder;
    private final long packLimit;
    private final Clock clock;
    private final SpoolMemory memory;
    private final Map<Integer, Path> packPaths = new ConcurrentHashMap<>();
    private final Map<Integer, Path> metaPaths = new ConcurrentHashMap<>();
    private final PackFiles files = new PackFiles();
    private final AtomicInteger nextNumber = new AtomicInteger(1);
    private final AtomicLong nextSpool = new AtomicLong();
    private final ByteBuffer packBuffer = ByteBuffer.allocateDirect(PACK_BUFFER);
    private final ByteBuffer metaBuffer = ByteBuffer.allocateDirect(META_BUFFER);
    private final Map<Integer, PackMark> changed = new LinkedHashMap<>();
    /** Packs that are full and not yet forced. */
    private final List<PackWriter> full = new ArrayList<>();

    private @Nullable PackWriter pack;
    private @Nullable PackWriter meta;
    private volatile int number;
    private boolean unforced;

    /**
     * Opens the packs of a folder, making it if needed, and deletes what was being received when the last process ended.
     *
     * @param marks how far packs were in use according to the database
     * @param packLimit size at which a new pack is begun
     * @param memoryLimit octets of memory for messages being received
     */
    public static PackStore open(Path folder, List<PackMark> marks, long packLimit, long memoryLimit, Clock clock)
            throws IOException {
        Files.createDirectories(folder);
        PackStore store = new PackStore(folder, packLimit, memoryLimit, clock);
        store.start(marks);
        return store;
    }

    private PackStore(Path folder, long packLimit, long memoryLimit, Clock clock) {
        this.folder = folder;
        this.packLimit = Math.min(packLimit, Integer.MAX_VALUE / 2);
        this.memory = new SpoolMemory(memoryLimit);
        this.clock = clock;
    }

    private void start(List<PackMark> marks) throws IOException {
        int last = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                Matcher matcher = PACK_NAME.matcher(name);
                if (matcher.matches()) {
                    last = Math.max(last, Integer.parseInt(matcher.group(1)));
                } else if (name.startsWith("incoming-")) {
                    Files.delete(entry);
                }
            }
        }
        PackMark newest = new PackMark(0, true, 0, 0);
        for (PackMark mark : marks) {
            last = Math.max(last, mark.number());
            if (mark.shared() && mark.number() > newest.number()) {
                newest = mark;
            }
        }
        nextNumber.set(last + 1);
        if (newest.number() > 0 && newest.length() < packLimit) {
            resume(newest);
        }
    }

    /** Continues a pack if it is exactly as its mark says. */
    private void resume(PackMark mark) throws IOException {
        Path path = packPath(mark.number());
        long length = Files.exists(path) ? Files.size(path) : -1;
        if (length != mark.length()) {
            LOG.info(
                    "pack {} has {} octets, {} were in use: a new pack is begun", mark.number(), length, mark.length());
            return;
        }
        Path companion = metaPath(mark.number());
        long metaLength = Files.exists(companion) ? Files.size(companion) : 0;
        number = mark.number();
        pack = PackWriter.open(path, length, packBuffer);
        meta = PackWriter.open(companion, Math.max(metaLength, mark.metaLength()), metaBuffer);
    }

    @Override
    public Spool spool() {
        return new Spool(memory, folder.resolve("incoming-" + nextSpool.incrementAndGet()));
    }

    @Override
    public void seal(Spool spool, byte[] prefix, byte[] rendered) throws IOException {
        if (!spool.large() || spool.sealed().isPresent()) {
            return;
        }
        FileChannel file = spool.file().orElseThrow(() -> new IOException("a large message without a file"));
        Path from = spool.path();
        int reserve = Spool.RESERVE;
        int needed = PackFormat.FILE_HEADER + PackFormat.RECORD_HEADER + prefix.length;
        boolean copied = needed > reserve;
        if (copied) {
            // A prefix of more than 16 kB: rare enough to write the message once more.
            from = from.resolveSibling(from.getFileName() + "-wide");
            reserve = needed;
            file = copy(file, spool.size(), from, reserve);
        }
        int own = nextNumber.getAndIncrement();
        PackFormat.RecordHeader header = spool.header(prefix);
        int first = reserve - prefix.length - PackFormat.RECORD_HEADER;
        byte[] head = PackFormat.recordHeader(header, clock.millis());
        writeAt(file, ByteBuffer.wrap(PackFormat.fileHeader(own, PackFormat.KIND_SINGLE, first)), 0);
        writeAt(file, ByteBuffer.wrap(head), first);
        writeAt(file, ByteBuffer.wrap(prefix), first + PackFormat.RECORD_HEADER);
        int blobOffset = reserve - prefix.length;
        int end = Math.toIntExact(reserve + spool.size());
        byte[] record = PackFormat.metaRecord(blobOffset, rendered);
        writeAt(file, ByteBuffer.wrap(record), end);
        file.force(false);
        Files.move(from, packPath(own), StandardCopyOption.ATOMIC_MOVE);
        forceFolder();
        if (copied) {
            file.close();
            Files.deleteIfExists(spool.path());
        }
        BlobRef blob = new BlobRef(own, blobOffset, Math.toIntExact(header.octets()));
        spool.seal(new Placement(blob, new MetaRef(~end, record.length)));
    }

    private static FileChannel copy(FileChannel source, long size, Path to, int reserve) throws IOException {
        FileChannel target =
                FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
        target.position(reserve);
        long done = 0;
        while (done < size) {
            done += source.transferTo(Spool.RESERVE + done, size - done, target);
        }
        return target;
    }

    private static void writeAt(FileChannel file, ByteBuffer octets, long position) throws IOException {
        long at = position;
        while (octets.hasRemaining()) {
            at += file.write(octets, at);
        }
    }

    @Override
    public Placement place(Spool spool, byte[] prefix, byte[] rendered) throws IOException {
        try (spool) {
            Optional<Placement> sealed = spool.sealed();
            if (sealed.isPresent()) {
                int own = sealed.get().blob().pack();
                MetaRef trailer = sealed.get().meta();
                changed.put(own, new PackMark(own, false, ~trailer.offset() + (long) trailer.length(), 0));
                return sealed.get();
            }
            return append(spool, prefix, rendered);
        } catch (IOException | RuntimeException e) {
            abandonPack();
            throw e;
        }
    }

    private Placement append(Spool spool, byte[] prefix, byte[] rendered) throws IOException {
        PackFormat.RecordHeader header = spool.header(prefix);
        PackWriter into = packFor(PackFormat.RECORD_HEADER + header.octets());
        byte[] head = PackFormat.recordHeader(header, clock.millis());
        into.append(head, 0, head.length);
        long offset = into.position();
        into.append(prefix, 0, prefix.length);
        Optional<FileChannel> file = spool.file();
        if (file.isPresent()) {
            into.append(file.get(), Spool.RESERVE, spool.size());
        } else {
            spool.forEachChunk((chunk, length) -> into.append(chunk, 0, length));
        }
        if (into.position() != offset + header.octets()) {
            throw new IllegalStateException(
                    "wrote to " + into.position() + " instead of " + (offset + header.octets()));
        }
        unforced = true;
        MetaRef metaRef = appendMeta((int) offset, rendered);
        changed.put(number, new PackMark(number, true, into.position(), metaRef.offset() + (long) metaRef.length()));
        return new Placement(new BlobRef(number, (int) offset, (int) header.octets()), metaRef);
    }

    private MetaRef appendMeta(int offset, byte[] rendered) throws IOException {
        PackWriter into = meta;
        if (into == null) {
            throw new IllegalStateException("no companion file");
        }
        int at = (int) into.position();
        byte[] record = PackFormat.metaRecord(offset, rendered);
        into.append(record, 0, record.length);
        return new MetaRef(at, record.length);
    }

    private PackWriter packFor(long length) throws IOException {
        PackWriter current = pack;
        if (current != null && current.position() + length <= packLimit) {
            return current;
        }
        if (current != null && meta != null) {
            current.write();
            full.add(current);
            meta.write();
            meta.force();
            meta.close();
            pack = null;
        }
        int next = nextNumber.getAndIncrement();
        PackWriter writer = PackWriter.open(packPath(next), 0, packBuffer);
        byte[] header = PackFormat.fileHeader(next, PackFormat.KIND_SHARED, PackFormat.FILE_HEADER);
        writer.append(header, 0, header.length);
        meta = PackWriter.open(metaPath(next), 0, metaBuffer);
        pack = writer;
        number = next;
        unforced = true;
        forceFolder();
        return writer;
    }

    /** After a failure it is not known what is in the file: the next message goes to a new pack. */
    private void abandonPack() {
        packBuffer.clear();
        metaBuffer.clear();
        try {
            if (pack != null) {
                pack.close();
            }
            if (meta != null) {
                meta.close();
            }
        } catch (IOException e) {
            LOG.warn("closing pack {} failed", number, e);
        }
        pack = null;
        meta = null;
        changed.remove(number);
    }

    @Override
    public void write() throws IOException {
        try {
            if (pack != null && meta != null) {
                pack.write();
                meta.write();
            }
        } catch (IOException e) {
            abandonPack();
            throw e;
        }
    }

    @Override
    public boolean needsForce() {
        return unforced;
    }

    @Override
    public void force() throws IOException {
        for (PackWriter done : full) {
            done.force();
            done.close();
        }
        full.clear();
        if (pack != null) {
            pack.force();
        }
        unforced = false;
    }

    /** Makes new file names durable. Where the system cannot do that for a folder it does it by itself. */
    private void forceFolder() throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (java.nio.file.AccessDeniedException e) {
            LOG.debug("folder {} cannot be forced", folder, e);
        }
    }

    @Override
    public List<PackMark> marks() {
        List<PackMark> marks = List.copyOf(changed.values());
        changed.clear();
        return marks;
    }

    @Override
    public ByteSource open(BlobRef blob) {
        return new PackSource(files, packPath(blob.pack()), blob.offset(), blob.size());
    }

    @Override
    public MetaReader metaReader() {
        return new WindowReader(this);
    }

    PackFiles files() {
        return files;
    }

    /** Asked for with every message that is read, so it is made once. */
    Path packPath(int pack) {
        return packPaths.computeIfAbsent(
                pack, number -> folder.resolve(String.format(Locale.ROOT, "pack-%08d.pack", number)));
    }

    Path metaPath(int pack) {
        return metaPaths.computeIfAbsent(
                pack, number -> folder.resolve(String.format(Locale.ROOT, "pack-%08d.meta", number)));
    }

    @Override
    public PackCheck check(PackMark mark) {
        return new PackWalk(files, packPath(mark.number()), mark).check();
    }

    @Override
    public void delete(int number) throws IOException {
        for (Path path : List.of(packPath(number), metaPath(number))) {
            files.forget(path);
            Files.deleteIfExists(path);
        }
        packPaths.remove(number);
        metaPaths.remove(number);
    }

    @Override
    public List<Integer> packs() throws IOException {
        List<Integer> numbers = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "pack-*.pack")) {
            for (Path entry : entries) {
                Matcher matcher = PACK_NAME.matcher(String.valueOf(entry.getFileName()));
                if (matcher.matches()) {
                    numbers.add(Integer.parseInt(matcher.group(1)));
                }
            }
        }
        numbers.sort(null);
        return numbers;
    }

    @Override
    public int current() {
        return number;
    }

    @Override
    public long lastChanged(int pack) {
        return packPath(pack).toFile().lastModified();
    }

    @Override
    public long octets() throws IOException {
        long octets = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "pack-*")) {
            for (Path entry : entries) {
                octets += Files.size(entry);
            }
        }
        return octets;
    }

    /** Forces what is left and closes all files. */
    @Override
    public void close() {
        try {
            write();
            force();
            if (meta != null) {
                meta.force();
            }
            files.close();
        } catch (IOException e) {
            LOG.error("closing the packs failed", e);
        }
        abandonPack();
    }
}
