package org.posthaste.mailstore.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * H2's file after a process was killed.
 *
 * <p>The file is a header and chunks, one for each commit. H2 finds the newest chunk by beginning at the one that the header names and following predictions of where the next will be. When a chunk comes to lie
 * elsewhere, as it does whenever free space is used again, H2 2.5 writes the header, but with the chunk before, from which no way leads to the new one. Opened by itself H2 then shows a state up to some twenty
 * commits old, though all of them were written and forced. In its recovery mode it ignores the header and looks at every block of the file instead (decision 0012).
 */
final class DatabaseFile {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseFile.class);
    private static final int BLOCK = 4096;
    /** What H2 says in both blocks of its header when it closes, and takes away again with the first chunk it writes. */
    private static final Pattern CLOSED = Pattern.compile("\\bclean:1\\b");

    private DatabaseFile() {}

    /** Makes the newest chunk the one that H2 will find, unless the file was closed in order. Fails: the file cannot be read. */
    static void recover(Path file) throws IOException {
        if (!Files.exists(file) || Files.size(file) == 0 || closedInOrder(file)) {
            return;
        }
        long start = System.nanoTime();
        try {
            new MVStore.Builder()
                    .fileName(file.toAbsolutePath().toString())
                    .autoCommitDisabled()
                    .recoveryMode()
                    .open()
                    .close();
        } catch (MVStoreException e) {
            throw new IOException("no whole state is found in the database's file", e);
        }
        LOG.info(
                "database recovered after it was not closed size={} ms={}",
                Files.size(file),
                (System.nanoTime() - start) / 1_000_000);
    }

    private static boolean closedInOrder(Path file) throws IOException {
        try (InputStream from = Files.newInputStream(file)) {
            for (int block = 0; block < 2; block++) {
                String header = new String(from.readNBytes(BLOCK), StandardCharsets.ISO_8859_1);
                if (!CLOSED.matcher(header).find()) {
                    return false;
                }
            }
        }
        return true;
    }
}
