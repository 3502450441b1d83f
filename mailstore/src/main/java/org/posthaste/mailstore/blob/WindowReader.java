package org.posthaste.mailstore.blob;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads rendered records through a window onto the file: no more than the record while records are asked for here and there, since those between belong to other mailboxes, and up to
 * 256 KiB while they are asked for one behind the other. The window is held weakly, so an idle reader costs nothing.
 */
final class WindowReader implements BlobStore.MetaReader {
    private static final int LARGEST = 256 * 1024;

    /** A few records of other mailboxes that are skipped: reading them is cheaper than reading twice. */
    private static final int NEAR = 4 * 1024;

    private final PackFolder packs;
    private @Nullable WeakReference<byte[]> window;
    private @Nullable Path path;
    private long from;
    private int length;
    private int nextSize;

    WindowReader(PackFolder packs) {
        this.packs = packs;
    }

    @Override
    public Optional<byte[]> read(BlobRef blob, MetaRef meta) throws IOException {
        boolean inPack = meta.offset() < 0;
        Path file = inPack ? packs.pack(blob.pack()) : packs.companion(blob.pack());
        long position = inPack ? ~meta.offset() : meta.offset();
        if (meta.length() < PackFormat.META_HEADER) {
            return Optional.empty();
        }
        byte[] octets = window == null ? null : window.get();
        if (octets == null || !file.equals(path) || position < from || position + meta.length() > from + length) {
            octets = fill(file, position, meta.length(), octets);
        }
        int at = (int) (position - from);
        if (length - at < meta.length() || !PackFormat.isMetaRecord(octets, at, meta.length(), blob.offset())) {
            return Optional.empty();
        }
        return Optional.of(Arrays.copyOfRange(octets, at + PackFormat.META_HEADER, at + meta.length()));
    }

    private byte[] fill(Path file, long position, int needed, byte @Nullable [] old) throws IOException {
        boolean onwards = file.equals(path) && position >= from && position <= from + length + NEAR;
        nextSize = onwards ? Math.min(LARGEST, 4 * Math.max(nextSize, needed)) : 0;
        int size = Math.max(nextSize, needed);
        byte[] octets = old != null && old.length >= size ? old : new byte[Math.max(size, NEAR)];
        ByteBuffer buffer = ByteBuffer.wrap(octets, 0, size);
        try {
            int count = 1;
            while (count > 0 && buffer.hasRemaining()) {
                count = packs.files().read(file, buffer, position + buffer.position());
            }
        } catch (NoSuchFileException e) {
            // The companion is lost: everything in it is to be rendered anew.
            buffer.position(0);
        }
        path = file;
        from = position;
        length = buffer.position();
        window = new WeakReference<>(octets);
        return octets;
    }
}
