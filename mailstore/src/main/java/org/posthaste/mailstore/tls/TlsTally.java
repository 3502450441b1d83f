package org.posthaste.mailstore.tls;

/**
 * Sessions that went the same way on a day (RFC 8460 §4.4).
 *
 * @param kind what they have in common
 * @param sessions how many
 */
public record TlsTally(Kind kind, long sessions) {
    /**
     * What is counted together.
     *
     * @param day since 1970-01-01, UTC
     * @param domain the destination
     * @param policyDomain whose policy it was: the destination or the TLSA base domain
     * @param policyType {@code tlsa}, {@code sts} or {@code no-policy-found}
     * @param policy its lines, with line feeds between them
     * @param mxHost which host
     * @param result a result type of RFC 8460 §4.3; empty text for success
     * @param sending our address, of failures
     * @param receiving its address, of failures
     * @param reason more of a failure
     */
    public record Kind(
            long day,
            String domain,
            String policyDomain,
            String policyType,
            String policy,
            String mxHost,
            String result,
            String sending,
            String receiving,
            String reason) {}
}
