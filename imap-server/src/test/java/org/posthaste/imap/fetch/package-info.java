/** Tests. */
@NullMarked
package org.posthaste.imap.fetch;

import org.jspecify.annotations.NullMarked;
