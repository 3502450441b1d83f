/**
 * Tests.
 */
@NullMarked
package org.posthaste.mailstore.blob;

import org.jspecify.annotations.NullMarked;
