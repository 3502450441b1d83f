package org.posthaste.common.dns;

/**
 * A mail exchanger (RFC 1035 §3.3.9).
 *
 * @param preference lower is better
 * @param exchange its name in lower case; {@code .} for the null MX of RFC 7505
 */
public record MxRecord(int preference, String exchange) {
    /** True if this says that the domain takes no mail (RFC 7505 §3). */
    public boolean isNull() {
        return exchange.equals(".");
    }
}
