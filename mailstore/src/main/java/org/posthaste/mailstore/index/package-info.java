/**
 * The index of a mailbox as arrays: immutable snapshots that share what did not change, and the binary pages they are stored in. Knows neither SQL nor files.
 */
@NullMarked
package org.posthaste.mailstore.index;

import org.jspecify.annotations.NullMarked;
