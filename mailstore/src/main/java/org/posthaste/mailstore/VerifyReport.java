package org.posthaste.mailstore;

import java.util.List;

/**
 * What a walk over the whole store found.
 *
 * @param messages messages examined
 * @param octets octets whose checksums were computed
 * @param damages one sentence each; empty when all is well
 */
public record VerifyReport(long messages, long octets, List<String> damages) {
    public VerifyReport {
        damages = List.copyOf(damages);
    }
}
