/**
 * The binding of {@code common.net} to Apache MINA: the only place that knows it.
 */
@NullMarked
package org.posthaste.common.net.mina;

import org.jspecify.annotations.NullMarked;
