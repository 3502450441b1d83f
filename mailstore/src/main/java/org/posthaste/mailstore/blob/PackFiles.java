package org.posthaste.mailstore.blob;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.LinkedHashMap;

/**
 * Open files for reading at positions, the least recently used closed when there are too many. Thread-safe.
 *
 * <p>A thread that is interrupted while it reads closes the channel under all others; so whoever finds a channel closed opens the file again, and interrupts wait until a read is done.
 */
final class PackFiles implements AutoCloseable {
    private static final int OPEN = 128;

    private final LinkedHashMap<Path, OpenFile> open = new LinkedHashMap<>(16, 0.75f, true);

    /** An open file and how many are reading it. */
    private static final class OpenFile {
        private final FileChannel channel;
        private int users;
        private boolean evicted;

        OpenFile(FileChannel channel) {
            this.channel = channel;
        }
    }

    /** Reads as {@link FileChannel#read(ByteBuffer, long)} does. Fails with NoSuchFileException if there is no such file. */
    int read(Path path, ByteBuffer into, long position) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                OpenFile file = acquire(path);
                try {
                    return file.channel.read(into, position);
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                    forget(path, file);
                } catch (ClosedChannelException e) {
                    forget(path, file);
                } finally {
                    release(file);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized OpenFile acquire(Path path) throws IOException {
        OpenFile file = open.get(path);
        if (file == null) {
            file = new OpenFile(FileChannel.open(path, StandardOpenOption.READ));
            open.put(path, file);
            evictOldest();
        }
        file.users++;
        return file;
    }

    private void evictOldest() throws IOException {
        Iterator<OpenFile> files = open.values().iterator();
        while (open.size() > OPEN) {
            OpenFile oldest = files.next();
            files.remove();
            retire(oldest);
        }
    }

    private synchronized void release(OpenFile file) throws IOException {
        file.users--;
        if (file.evicted && file.users == 0) {
            file.channel.close();
        }
    }

    private synchronized void forget(Path path, OpenFile file) throws IOException {
        if (open.remove(path, file)) {
            retire(file);
        }
    }

    /** Closes a file as soon as nobody reads it, for instance because it is going to be deleted. */
    synchronized void forget(Path path) throws IOException {
        OpenFile file = open.remove(path);
        if (file != null) {
            retire(file);
        }
    }

    private static void retire(OpenFile file) throws IOException {
        file.evicted = true;
        if (file.users == 0) {
            file.channel.close();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        for (OpenFile file : open.values()) {
            file.channel.close();
        }
        open.clear();
    }
}
