/**
 * Messages on their way to other hosts: kept, given out, and let go of. Policy (when to try again, what to tell whom) is not here.
 */
@NullMarked
package org.posthaste.mailstore.queue;

import org.jspecify.annotations.NullMarked;
