/** Log lines for people and for programs. */
@NullMarked
package org.posthaste.app.log;

import org.jspecify.annotations.NullMarked;
