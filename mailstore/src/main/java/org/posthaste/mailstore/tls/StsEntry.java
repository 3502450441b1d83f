package org.posthaste.mailstore.tls;

import java.time.Instant;

/**
 * An MTA-STS policy that was fetched (RFC 8461 §3.3).
 *
 * @param domain whose it is
 * @param id its id in the DNS
 * @param policy the policy, line by line
 * @param fetched when
 * @param used when it was last asked for, to the day
 */
public record StsEntry(String domain, String id, String policy, Instant fetched, Instant used) {}
