/** The imap server. */
@NullMarked
package org.posthaste.imap;

import org.jspecify.annotations.NullMarked;
