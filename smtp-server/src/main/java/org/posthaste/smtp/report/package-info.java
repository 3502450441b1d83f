/**
 * Reports between hosts: reads those that others send about our domains (RFC 9990, RFC 8460), all of which is input of strangers, and writes and sends those about mail we judged. Parsing runs on a thread of
 * its own; what is counted is counted by whoever judges.
 */
@NullMarked
package org.posthaste.smtp.report;

import org.jspecify.annotations.NullMarked;
