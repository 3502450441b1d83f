package org.posthaste.mailstore.blob;

/**
 * Where a message's rendered form is.
 *
 * @param offset position in the companion file of the message's pack; for a message with a pack of its own the rendered form is in that pack, and this is the complement ({@code ~}) of
 *     the position there
 * @param length length of the record
 */
public record MetaRef(int offset, int length) {}
