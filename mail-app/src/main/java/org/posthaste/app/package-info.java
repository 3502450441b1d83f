/**
 * The assembly: configuration, the suite of servers over one store, start and shutdown. No protocol knowledge and no SQL here.
 */
@NullMarked
package org.posthaste.app;

import org.jspecify.annotations.NullMarked;
