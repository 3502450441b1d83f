/**
 * Reports to senders: what became of a message that could not be delivered, is late, or was passed on (RFC 3461 §6). Composed with Jakarta Mail, streamed into the store. Runs on delivery threads and
 * may block on the disk.
 */
@NullMarked
package org.posthaste.smtp.bounce;

import org.jspecify.annotations.NullMarked;
