/**
 * Who may send what to whom. {@link org.posthaste.smtp.policy.PolicyChecks} is the visible list of checks for each
 * moment of a mail transaction. Checks are thread-safe.
 */
@NullMarked
package org.posthaste.smtp.policy;

import org.jspecify.annotations.NullMarked;
