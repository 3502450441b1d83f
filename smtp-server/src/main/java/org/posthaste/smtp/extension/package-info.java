/**
 * SMTP service extensions (RFC 5321 §2.2): one class or line each in {@link
 * org.posthaste.smtp.extension.SmtpExtensions}. Immutable.
 */
@NullMarked
package org.posthaste.smtp.extension;

import org.jspecify.annotations.NullMarked;
