/**
 * Message octets in append-only pack files, and beside them what was rendered of each message.
 *
 * <p>A message is written once, whatever the number of its recipients and copies: index rows refer to it by {@link org.posthaste.mailstore.blob.BlobRef}. Small messages share packs and
 * flushes; a large one streams into a file that becomes a pack of its own. A position is never used twice.
 */
@NullMarked
package org.posthaste.mailstore.blob;

import org.jspecify.annotations.NullMarked;
