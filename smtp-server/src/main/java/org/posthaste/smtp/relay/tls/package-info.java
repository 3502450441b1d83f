/**
 * Which TLS policy is in force for a host (DANE, MTA-STS, opportunistic), whether a certificate meets it, and what is counted and reported of that. Policies are found asynchronously, on
 * threads of the resolver and of the HTTP client; certificates are checked on the blocking delivery threads, without the network.
 */
@NullMarked
package org.posthaste.smtp.relay.tls;

import org.jspecify.annotations.NullMarked;
