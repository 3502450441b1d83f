/**
 * Octets in, values out: framing, grammar, output and the small values of IMAP. Knows no session; nothing here blocks.
 */
@NullMarked
package org.posthaste.imap.protocol;

import org.jspecify.annotations.NullMarked;
