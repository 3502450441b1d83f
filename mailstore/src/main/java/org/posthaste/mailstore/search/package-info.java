/**
 * Search queries and how a message is matched against them.
 */
@NullMarked
package org.posthaste.mailstore.search;

import org.jspecify.annotations.NullMarked;
