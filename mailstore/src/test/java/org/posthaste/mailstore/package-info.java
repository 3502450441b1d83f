/**
 * What every store has to do, as contracts for its implementations, and stores for the tests of other modules.
 */
@NullMarked
package org.posthaste.mailstore;

import org.jspecify.annotations.NullMarked;
