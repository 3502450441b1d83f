/**
 * The IMAP server: wiring, limits, and the dispatcher that leads one connection's conversation.
 */
@NullMarked
package org.posthaste.imap;

import org.jspecify.annotations.NullMarked;
