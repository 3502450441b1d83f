/**
 * Octets to requests and values to replies. Pure: no state of a session, no store.
 */
@NullMarked
package org.posthaste.pop3.protocol;

import org.jspecify.annotations.NullMarked;
