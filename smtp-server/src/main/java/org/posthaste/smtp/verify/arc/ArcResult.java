package org.posthaste.smtp.verify.arc;

import java.util.List;
import java.util.Locale;

/**
 * What a message's chain is worth, RFC 8617 §4.4. The words of the hops count only if the chain passed, and only as
 * much as the reader trusts their sealers.
 *
 * @param hops from the oldest to the newest; empty if there is no chain or it is not well-formed
 * @param highest greatest instance found in any ARC field; 0 if there is none
 * @param continuable false if nothing may be added any more: the newest seal already says {@code cv=fail}, or the chain
 *     is as long as it may be (RFC 8617 §5.1)
 * @param reason one sentence for log, header and {@code why}
 */
public record ArcResult(Chain chain, List<ArcHop> hops, int highest, boolean continuable, String reason) {
    public ArcResult {
        hops = List.copyOf(hops);
    }

    /** The chain validation status of RFC 8617 §4.4. */
    public enum Chain {
        NONE,
        PASS,
        FAIL;

        /** As cv= and Authentication-Results have it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A message without ARC fields. */
    public static ArcResult none() {
        return new ArcResult(Chain.NONE, List.of(), 0, true, "no chain");
    }
}
