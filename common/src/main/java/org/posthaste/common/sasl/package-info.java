/**
 * SASL mechanisms, password hashing and the guarded login that all protocols share.
 */
@NullMarked
package org.posthaste.common.sasl;

import org.jspecify.annotations.NullMarked;
