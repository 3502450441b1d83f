package org.posthaste.mailstore;

/**
 * The store at a glance.
 *
 * @param accounts users
 * @param messages messages that are not expunged
 * @param databaseBytes size of the database file
 * @param packBytes size of all packs
 * @param freeBytes room left on the disk
 */
public record StoreHealth(long accounts, long messages, long databaseBytes, long packBytes, long freeBytes) {}
