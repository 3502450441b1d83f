/** Tests. */
@NullMarked
package org.posthaste.imap.protocol;

import org.jspecify.annotations.NullMarked;
