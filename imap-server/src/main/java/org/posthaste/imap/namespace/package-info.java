/**
 * Whose mailbox a name means: the user's own, or one of others shown below {@code Other Users/} (RFC 2342).
 */
@NullMarked
package org.posthaste.imap.namespace;

import org.jspecify.annotations.NullMarked;
