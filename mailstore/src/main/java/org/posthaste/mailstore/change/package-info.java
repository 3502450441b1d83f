/**
 * News of committed changes.
 */
@NullMarked
package org.posthaste.mailstore.change;

import org.jspecify.annotations.NullMarked;
