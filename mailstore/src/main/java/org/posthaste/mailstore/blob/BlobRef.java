package org.posthaste.mailstore.blob;

/**
 * Where a message's octets are.
 *
 * @param pack number of the pack
 * @param offset position of the first octet in the pack's file
 * @param size number of octets, the prefix included
 */
public record BlobRef(int pack, int offset, int size) {}
