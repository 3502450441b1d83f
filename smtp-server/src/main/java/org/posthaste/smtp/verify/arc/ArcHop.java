package org.posthaste.smtp.verify.arc;

/**
 * One set of a chain: what a host on the way says it found.
 *
 * @param instance from 1, the oldest
 * @param sealer d= of its ARC-Seal
 * @param selector s= of its ARC-Seal
 * @param results payload of its ARC-Authentication-Results, unfolded, without the instance
 */
public record ArcHop(int instance, String sealer, String selector, String results) {}
