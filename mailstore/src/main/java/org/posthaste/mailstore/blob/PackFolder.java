package org.posthaste.mailstore.blob;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder of the packs: names, numbers, and which files there are. Thread-safe. */
final class PackFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PackFolder.class);
    private static final Pattern PACK_NAME = Pattern.compile("pack-(\\d{8,10})\\.(pack|meta)");
    private static final String INCOMING = "incoming-";

    private final Path folder;
    private final PackFiles files = new PackFiles();
    private final Map<Integer, Path> packPaths = new ConcurrentHashMap<>();
    private final Map<Integer, Path> companionPaths = new ConcurrentHashMap<>();
    private final AtomicInteger lastNumber = new AtomicInteger();
    private final AtomicLong lastSpool = new AtomicLong();

    private PackFolder(Path folder) {
        this.folder = folder;
    }

    /** Opens a folder, making it if needed, and deletes what was being received when the last process ended. */
    static PackFolder open(Path folder) throws IOException {
        Files.createDirectories(folder);
        PackFolder opened = new PackFolder(folder);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                Matcher matcher = PACK_NAME.matcher(name);
                if (matcher.matches()) {
                    opened.taken(Integer.parseInt(matcher.group(1)));
                } else if (name.startsWith(INCOMING)) {
                    Files.delete(entry);
                }
            }
        }
        return opened;
    }

    /** Says that a number was given before, even if there is no such file. */
    void taken(int number) {
        lastNumber.accumulateAndGet(number, Math::max);
    }

    /** A number that no pack ever had. */
    int newNumber() {
        return lastNumber.incrementAndGet();
    }

    /** A file for a message being received. */
    Path newSpool() {
        return folder.resolve(INCOMING + lastSpool.incrementAndGet());
    }

    /** A pack's file. Asked for with every message that is read, so it is made once. */
    Path pack(int number) {
        return packPaths.computeIfAbsent(
                number, missing -> folder.resolve(String.format(Locale.ROOT, "pack-%08d.pack", missing)));
    }

    /** The file with the rendered forms of a pack's messages. */
    Path companion(int number) {
        return companionPaths.computeIfAbsent(
                number, missing -> folder.resolve(String.format(Locale.ROOT, "pack-%08d.meta", missing)));
    }

    /** Files open for reading. */
    PackFiles files() {
        return files;
    }

    /** Packs there are, ascending. */
    List<Integer> numbers() throws IOException {
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

    long octets() throws IOException {
        long octets = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "pack-*")) {
            for (Path entry : entries) {
                octets += Files.size(entry);
            }
        }
        return octets;
    }

    void delete(int number) throws IOException {
        for (Path path : List.of(pack(number), companion(number))) {
            files.forget(path);
            Files.deleteIfExists(path);
        }
        packPaths.remove(number);
        companionPaths.remove(number);
    }

    /** Makes new file names durable. Where the system cannot do that for a folder it does it by itself. */
    void force() throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (AccessDeniedException e) {
            LOG.debug("folder {} cannot be forced", folder, e);
        }
    }

    /** Closes the files open for reading. */
    @Override
    public void close() throws IOException {
        files.close();
    }
}
