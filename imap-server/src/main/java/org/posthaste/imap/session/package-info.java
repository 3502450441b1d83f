/**
 * What the server remembers of one conversation: state, selected mailbox, and what the client has been told. Confined to the session's executor.
 */
@NullMarked
package org.posthaste.imap.session;

import org.jspecify.annotations.NullMarked;
