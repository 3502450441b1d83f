/**
 * One class per command, and the few types that commands share.
 */
@NullMarked
package org.posthaste.imap.command;

import org.jspecify.annotations.NullMarked;
