package org.posthaste.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Says that this process owns a data folder's store: the embedded database belongs to one process. The operating system drops the lock when the process ends, however it ends, so
 * there are no stale locks. Thread-safe.
 *
 * <p><i>Fails:</i> {@link UncheckedIOException} when the lock file cannot be opened.
 */
public final class FolderLock implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /** The lock, or empty when another process (or another part of this one) has it. */
    public static Optional<FolderLock> tryTake(DataFolder folder) {
        try {
            FileChannel channel =
                    FileChannel.open(folder.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (locked(channel)) {
                return Optional.of(new FolderLock(channel));
            }
            channel.close();
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lock, waiting for it at most so long. */
    public static FolderLock take(DataFolder folder, Duration patience) throws TimeoutException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            Optional<FolderLock> lock = tryTake(folder);
            if (lock.isPresent()) {
                return lock.get();
            }
            if (System.nanoTime() > end) {
                throw new TimeoutException("the data folder is still in use");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Gives the folder back. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
