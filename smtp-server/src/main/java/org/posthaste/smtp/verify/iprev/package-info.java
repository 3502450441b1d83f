/** Does a client's address have a name that leads back to it (RFC 8601 §3)? Pure and thread-safe. */
@NullMarked
package org.posthaste.smtp.verify.iprev;

import org.jspecify.annotations.NullMarked;
