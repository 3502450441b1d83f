/**
 * Connections as protocol sessions see them. No MINA here: the binding is in {@code net.mina}.
 */
@NullMarked
package org.posthaste.common.net;

import org.jspecify.annotations.NullMarked;
