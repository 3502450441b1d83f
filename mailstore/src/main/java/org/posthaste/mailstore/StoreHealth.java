package org.posthaste.mailstore;

import java.time.Instant;
import java.util.Optional;

/**
 * The store at a glance.
 *
 * @param accounts users
 * @param messages messages that are not expunged
 * @param databaseBytes size of the database file
 * @param packBytes size of all packs
 * @param freeBytes room left on the disk
 * @param unindexed messages that are due to be put into the text index
 * @param queue messages for other hosts
 */
public record StoreHealth(
        long accounts, long messages, long databaseBytes, long packBytes, long freeBytes, long unindexed, Queue queue) {
    /**
     * The queue at a glance.
     *
     * @param recipients recipients of all its messages
     * @param held those that are not due before they are released
     * @param failed those whose senders are to be told
     * @param oldest when the oldest message came
     */
    public record Queue(long recipients, long held, long failed, Optional<Instant> oldest) {}
}
