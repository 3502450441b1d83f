/**
 * Domain-based Message Authentication, Reporting, and Conformance (RFC 9989): do the domains that SPF and DKIM proved
 * belong to the author's, and what does that domain ask for if they do not? Pure: values in, a result out, the DNS is
 * asked without waiting. {@link org.posthaste.smtp.verify.dmarc.DmarcVerifier} is the entrance. Thread-safe.
 */
@NullMarked
package org.posthaste.smtp.verify.dmarc;

import org.jspecify.annotations.NullMarked;
