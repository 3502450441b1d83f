/**
 * From the octets of a message to its place in the mailboxes: readers for DATA and BDAT, the fields put on top, and
 * {@link org.posthaste.smtp.receive.Acceptance}, the pipeline behind the end of the message. Confined to the session's
 * executor, unless stated otherwise.
 */
@NullMarked
package org.posthaste.smtp.receive;

import org.jspecify.annotations.NullMarked;
