/**
 * The store's interface: accounts, mailboxes, messages. Protocol servers see only this and {@code search}.
 */
@NullMarked
package org.posthaste.mailstore;

import org.jspecify.annotations.NullMarked;
