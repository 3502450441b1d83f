/**
 * Order of messages as SORT wants it, and what is remembered of their headers for that and for threads. Blocks on the
 * disk; for threads that may.
 */
@NullMarked
package org.posthaste.mailstore.sort;

import org.jspecify.annotations.NullMarked;
