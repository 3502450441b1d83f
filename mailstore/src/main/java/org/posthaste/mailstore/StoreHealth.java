package org.posthaste.mailstore;

/**
 * The store at a glance.
 *
 * @param accounts users
 * @param messages messages that are not expunged
 * @param databaseBytes size of the database file
 * @param packBytes size of all packs
 * @param freeBytes room left on the disk
 * @param unindexed messages that are due to be put into the text index
 */
public record StoreHealth(
        long accounts, long messages, long databaseBytes, long packBytes, long freeBytes, long unindexed) {}
