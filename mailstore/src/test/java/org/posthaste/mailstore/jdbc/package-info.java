/**
 * Tests.
 */
@NullMarked
package org.posthaste.mailstore.jdbc;

import org.jspecify.annotations.NullMarked;
