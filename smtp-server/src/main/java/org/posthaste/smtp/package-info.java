/** The smtp server. */
@NullMarked
package org.posthaste.smtp;

import org.jspecify.annotations.NullMarked;
