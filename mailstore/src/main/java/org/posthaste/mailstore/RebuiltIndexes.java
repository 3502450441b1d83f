package org.posthaste.mailstore;

/**
 * The text indexes after they were made anew.
 *
 * @param accounts accounts that have one now; those with little mail need none
 * @param messages messages in them
 */
public record RebuiltIndexes(int accounts, long messages) {}
