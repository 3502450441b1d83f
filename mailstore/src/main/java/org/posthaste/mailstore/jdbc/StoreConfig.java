package org.posthaste.mailstore.jdbc;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import org.posthaste.mailstore.text.IndexingPolicy;

/**
 * How a store is opened.
 *
 * @param folder where everything is kept; made if needed
 * @param clock the time, and the zone in which internal dates are given
 * @param retention how long expunged messages, deleted mailboxes and removed accounts stay restorable
 * @param journalRetention how long the journal is kept
 * @param packLimit size in octets at which a new pack is begun
 * @param spoolMemory octets of memory for messages being received, in sum
 * @param cachedMessages number of messages whose index may stay in memory without anybody looking at them
 * @param indexing when texts are indexed
 */
public record StoreConfig(
        Path folder,
        Clock clock,
        Duration retention,
        Duration journalRetention,
        long packLimit,
        long spoolMemory,
        long cachedMessages,
        IndexingPolicy indexing) {
    private static final int PACK_LIMIT = 128 * 1024 * 1024;
    private static final int OCTETS_PER_MESSAGE = 60;

    /** What suits most: two weeks of retention, four of journal; an eighth of the heap each for messages being received and for indexes. */
    public static StoreConfig of(Path folder) {
        long eighth = Runtime.getRuntime().maxMemory() / 8;
        return new StoreConfig(
                folder,
                Clock.system(ZoneId.systemDefault()),
                Duration.ofDays(14),
                Duration.ofDays(28),
                PACK_LIMIT,
                eighth,
                eighth / OCTETS_PER_MESSAGE,
                IndexingPolicy.USUAL);
    }

    /** With another clock. */
    public StoreConfig withClock(Clock newClock) {
        return new StoreConfig(
                folder, newClock, retention, journalRetention, packLimit, spoolMemory, cachedMessages, indexing);
    }

    /** With other retention times. */
    public StoreConfig withRetention(Duration messages, Duration journal) {
        return new StoreConfig(folder, clock, messages, journal, packLimit, spoolMemory, cachedMessages, indexing);
    }

    /** With packs of another size. */
    public StoreConfig withPackLimit(long octets) {
        return new StoreConfig(
                folder, clock, retention, journalRetention, octets, spoolMemory, cachedMessages, indexing);
    }

    /** With other bounds on memory. */
    public StoreConfig withMemory(long spoolOctets, long indexedMessages) {
        return new StoreConfig(
                folder, clock, retention, journalRetention, packLimit, spoolOctets, indexedMessages, indexing);
    }

    /** With another way to index. */
    public StoreConfig withIndexing(IndexingPolicy policy) {
        return new StoreConfig(
                folder, clock, retention, journalRetention, packLimit, spoolMemory, cachedMessages, policy);
    }
}
