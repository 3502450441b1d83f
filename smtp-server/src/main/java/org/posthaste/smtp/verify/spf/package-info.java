/**
 * Sender Policy Framework (RFC 7208): may this client send in the name of that domain? Pure: values in, a result out, the
 * DNS is asked without waiting. {@link org.posthaste.smtp.verify.spf.SpfVerifier} is the entrance; everything is
 * thread-safe or lives for one evaluation.
 */
@NullMarked
package org.posthaste.smtp.verify.spf;

import org.jspecify.annotations.NullMarked;
