/**
 * What happened, for people to read.
 */
@NullMarked
package org.posthaste.mailstore.journal;

import org.jspecify.annotations.NullMarked;
