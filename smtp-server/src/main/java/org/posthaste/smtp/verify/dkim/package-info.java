/** DKIM signatures (RFC 6376): checking and making them. Pure: imports {@code common} only. */
@NullMarked
package org.posthaste.smtp.verify.dkim;

import org.jspecify.annotations.NullMarked;
