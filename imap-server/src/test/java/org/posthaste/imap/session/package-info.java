/** Tests. */
@NullMarked
package org.posthaste.imap.session;

import org.jspecify.annotations.NullMarked;
