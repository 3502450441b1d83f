/**
 * Message octets in append-only pack files.
 */
@NullMarked
package org.posthaste.mailstore.blob;

import org.jspecify.annotations.NullMarked;
