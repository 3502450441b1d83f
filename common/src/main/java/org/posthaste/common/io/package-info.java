/**
 * Octets that can be opened again, and transparency encoding.
 */
@NullMarked
package org.posthaste.common.io;

import org.jspecify.annotations.NullMarked;
