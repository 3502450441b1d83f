package org.posthaste.app;

import java.time.Duration;

/**
 * Reports between mail servers.
 *
 * @param dmarc tell other domains once a day what became of mail in their name, if they ask for it (RFC 9990)
 * @param keep how long reports of others about our domains are kept
 */
public record ReportsConfig(boolean dmarc, Duration keep) {
    public ReportsConfig {
        if (keep.compareTo(Duration.ofDays(1)) < 0) {
            throw new IllegalArgumentException("reports: keep must be at least 1d");
        }
    }

    static ReportsConfig defaults() {
        return new ReportsConfig(true, Duration.ofDays(400));
    }
}
