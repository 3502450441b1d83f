package org.posthaste.app;

import java.util.List;

/**
 * The examination of this host and its domains.
 *
 * @param daily examine once a day, and tell the postmaster what has lastingly changed
 * @param blocklists zones of block lists that are asked about this host's addresses; empty: none
 */
public record DoctorConfig(boolean daily, List<String> blocklists) {
    public DoctorConfig {
        for (String zone : blocklists) {
            if (!zone.matches("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)+")) {
                throw new IllegalArgumentException(
                        "doctor: blocklists: \"" + zone + "\" is not a name such as zen.spamhaus.org");
            }
        }
        blocklists = List.copyOf(blocklists);
    }

    static DoctorConfig defaults() {
        return new DoctorConfig(
                true, List.of("zen.spamhaus.org", "bl.spamcop.net", "b.barracudacentral.org", "psbl.surriel.com"));
    }
}
