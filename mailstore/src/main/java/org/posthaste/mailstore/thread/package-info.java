/**
 * Threads of messages as THREAD wants them. No method recurses, and none takes more than linear-logarithmic time,
 * whatever messages refer to.
 */
@NullMarked
package org.posthaste.mailstore.thread;

import org.jspecify.annotations.NullMarked;
