package org.posthaste.smtp.verify;

import java.util.Locale;

/** What becomes of a message because of DMARC (RFC 9989 §5.4). */
public enum Disposition {
    /** Nothing. */
    DELIVER,
    /** It is filed as junk. */
    QUARANTINE,
    /** It is refused for good. */
    REJECT,
    /** It is refused for now: the DNS did not say whether it passes. */
    DEFER;

    /** As in log and journal. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
