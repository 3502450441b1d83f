/**
 * Everything the server speaks, as one list of extensions.
 */
@NullMarked
package org.posthaste.imap.extension;

import org.jspecify.annotations.NullMarked;
