/**
 * SMTP on the wire as values: command lines, parameters, replies (RFC 5321 §4). Pure: octets in, values out; no state
 * of a session.
 */
@NullMarked
package org.posthaste.smtp.protocol;

import org.jspecify.annotations.NullMarked;
