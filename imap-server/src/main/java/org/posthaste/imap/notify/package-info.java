/**
 * NOTIFY: what a client wants to hear of without asking, and how it is told. Confined to the session's executor.
 */
@NullMarked
package org.posthaste.imap.notify;

import org.jspecify.annotations.NullMarked;
