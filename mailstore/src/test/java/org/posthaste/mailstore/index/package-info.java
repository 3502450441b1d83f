/**
 * Tests.
 */
@NullMarked
package org.posthaste.mailstore.index;

import org.jspecify.annotations.NullMarked;
