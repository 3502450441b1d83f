/**
 * The Authenticated Received Chain (RFC 8617): validating the chain of a message, and sealing what is sent on. Pure, as
 * {@code verify.dkim}, whose signatures it uses.
 */
@NullMarked
package org.posthaste.smtp.verify.arc;

import org.jspecify.annotations.NullMarked;
