/**
 * Who really sent a message: the checks of SPF, DKIM, ARC, DMARC and the reverse name composed into one, and what is
 * written of them into the header (RFC 8601). Knows neither sessions nor the store.
 */
@NullMarked
package org.posthaste.smtp.verify;

import org.jspecify.annotations.NullMarked;
