package org.posthaste.mailstore.dmarc;

/**
 * A number of messages or sessions that have something in common.
 *
 * @param <R> what that is
 */
public record Counted<R>(R row, long number) {}
