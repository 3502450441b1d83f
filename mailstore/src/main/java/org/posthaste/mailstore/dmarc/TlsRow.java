package org.posthaste.mailstore.dmarc;

/**
 * Sessions to our hosts that fared alike (RFC 8460 §4.4).
 *
 * @param policyType {@code tlsa}, {@code sts} or {@code no-policy-found}
 * @param policyDomain whose policy it was
 * @param result a result type of RFC 8460 §4.3; empty text for success
 * @param sending the sender's address
 * @param mxHost our host, by name
 * @param receiving our address
 * @param reason more of a failure
 */
public record TlsRow(
        String policyType,
        String policyDomain,
        String result,
        String sending,
        String mxHost,
        String receiving,
        String reason) {}
