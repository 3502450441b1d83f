/**
 * DKIM (RFC 6376, RFC 8301, RFC 8463): what a signature covers, in the form in which it is signed; verifying and
 * signing. Pure: octets and DNS answers in, results out; the time and the resolver come with each call. What ARC
 * (RFC 8617) shares with DKIM is public here.
 */
@NullMarked
package org.posthaste.smtp.verify.dkim;

import org.jspecify.annotations.NullMarked;
