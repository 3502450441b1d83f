package org.posthaste.mailstore.blob;

import java.io.IOException;
import java.util.List;
import org.posthaste.common.io.ByteSource;

/**
 * Where message octets are kept: the seam for other places than local files.
 *
 * <p>A message is spooled and {@linkplain #seal sealed} on its session's side; then the one committer {@linkplain #place places} the messages of a batch, {@linkplain #write writes} and
 * {@linkplain #force forces} them, and only then commits the rows that refer to them, together with the {@linkplain #marks marks}. What was placed and never committed is garbage that the
 * sweeper removes later; its place is not used again.
 */
public interface BlobStore extends AutoCloseable {
    /** Begins to take in a message. Any thread. */
    Spool spool();

    /** Makes a {@linkplain Spool#large large} message durable, which may take long; does nothing for others. Any thread that may block. Fails when the disk does. */
    void seal(Spool spool, byte[] prefix, byte[] rendered) throws IOException;

    /** Gives a message its place; frees the spool. Committer only. Fails when the disk does. */
    Placement place(Spool spool, byte[] prefix, byte[] rendered) throws IOException;

    /** Hands what was placed to the operating system. Committer only. */
    void write() throws IOException;

    /** True if something was placed that is not forced. Committer only. */
    boolean needsForce();

    /** Makes durable what was written; returns when it is. May run on another thread than the committer while that does not use the store. */
    void force() throws IOException;

    /** How far packs are in use after everything placed so far, for those that changed since the last call. Committer only. */
    List<PackMark> marks();

    /** A message's octets: prefix and message. Any thread. */
    ByteSource open(BlobRef blob);

    /** A reader of rendered forms, for one thread. */
    MetaReader metaReader();

    /** Walks a pack up to its mark and checks every checksum. Any thread; may take long. */
    PackCheck check(PackMark mark);

    /**
     * Gives back the space of the messages of a shared pack that nothing refers to, if those are most of it. What is kept stays readable at its place, meanwhile too; nothing may be added to the pack any more.
     * Any thread; may take long. Fails: the pack is damaged, which changes nothing.
     *
     * @param kept positions of the messages that something refers to, ascending
     * @return octets of messages taken out
     */
    long reclaim(PackMark mark, int[] kept) throws IOException;

    /** Deletes a pack that nothing refers to. Fails: the file cannot be deleted. */
    void delete(int pack) throws IOException;

    /** Packs there are, referred to or not, ascending. */
    List<Integer> packs() throws IOException;

    /** The pack that messages are added to now, or 0. Any thread. */
    int current();

    /** When a pack was last written, ms of the epoch; 0 if there is none. */
    long lastChanged(int pack);

    /** Octets on disk, companions included. */
    long octets() throws IOException;

    @Override
    void close();

    /** Reads rendered forms; reads ahead when they are asked for in order. Confined to one thread at a time. */
    interface MetaReader {
        /** The rendered form of a message; empty if it was lost, which is no damage: it can be rendered anew. */
        java.util.Optional<byte[]> read(BlobRef blob, MetaRef meta) throws IOException;
    }

    /**
     * What walking a pack found.
     *
     * @param records offset of the octets of each whole record
     * @param lengths number of octets of each record, prefix included
     * @param octets octets read
     * @param damages one sentence each
     */
    record PackCheck(int[] records, int[] lengths, long octets, List<String> damages) {}
}
