/**
 * Sending: the SMTP client, the routes mail takes, the hosts behind a domain, and TLS to them. Blocking, on the threads that deliver; nothing here runs on an I/O thread or on the
 * committer. What it trusts of another server is nothing: every reply is bounded in length and time.
 */
@NullMarked
package org.posthaste.smtp.relay;

import org.jspecify.annotations.NullMarked;
