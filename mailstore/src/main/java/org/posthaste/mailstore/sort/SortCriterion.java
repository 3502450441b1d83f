package org.posthaste.mailstore.sort;

/**
 * One criterion of a sort, RFC 5256 §3.
 *
 * @param reverse whether larger values come first
 */
public record SortCriterion(SortKey key, boolean reverse) {}
