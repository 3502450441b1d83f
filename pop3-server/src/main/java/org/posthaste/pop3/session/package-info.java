/**
 * What one connection knows: its state, its locked maildrop, its replies on the way. Confined to the connection's executor, except {@link org.posthaste.pop3.session.MaildropLocks}.
 */
@NullMarked
package org.posthaste.pop3.session;

import org.jspecify.annotations.NullMarked;
