/** Tests of the whole: structure, standards, and mail from end to end. */
@NullMarked
package org.posthaste.app;

import org.jspecify.annotations.NullMarked;
