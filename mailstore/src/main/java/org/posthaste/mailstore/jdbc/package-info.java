/**
 * The implementation over SQL: the only place that knows {@code java.sql}.
 */
@NullMarked
package org.posthaste.mailstore.jdbc;

import org.jspecify.annotations.NullMarked;
