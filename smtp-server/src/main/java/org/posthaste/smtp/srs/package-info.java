/**
 * Senders of mail that is forwarded, rewritten so that the receiving host finds our domain in MAIL and its SPF check
 * (RFC 7208) passes, and found again when a report comes back to them. Values only.
 */
@NullMarked
package org.posthaste.smtp.srs;

import org.jspecify.annotations.NullMarked;
