/** The app server. */
@NullMarked
package org.posthaste.app;

import org.jspecify.annotations.NullMarked;
