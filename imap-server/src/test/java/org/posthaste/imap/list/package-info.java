/** Tests. */
@NullMarked
package org.posthaste.imap.list;

import org.jspecify.annotations.NullMarked;
