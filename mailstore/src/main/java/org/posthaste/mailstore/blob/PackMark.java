package org.posthaste.mailstore.blob;

/**
 * How far a pack is in use: what index rows refer to lies before these positions. Kept in the transaction that adds the rows.
 *
 * @param number the pack's number
 * @param shared false for a pack that holds one large message
 * @param length octets of the pack's file in use
 * @param metaLength octets of the companion file in use
 */
public record PackMark(int number, boolean shared, long length, long metaLength) {}
