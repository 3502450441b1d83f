/**
 * The story of a message, told from the journal and the queue.
 */
@NullMarked
package org.posthaste.app.why;

import org.jspecify.annotations.NullMarked;
