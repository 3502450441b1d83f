/**
 * Fixed log keys and the logging scope of a session.
 */
@NullMarked
package org.posthaste.common.log;

import org.jspecify.annotations.NullMarked;
