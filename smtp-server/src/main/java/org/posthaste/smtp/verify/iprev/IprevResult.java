package org.posthaste.smtp.verify.iprev;

import java.util.Locale;
import java.util.Optional;

/**
 * Whether an address has a name that leads back to it (RFC 8601 §3).
 *
 * @param verdict the result
 * @param name the name that was confirmed; without one the first that the address claims, if any. Lower case, no last
 *     full stop
 * @param reason one short sentence for the journal
 */
public record IprevResult(Verdict verdict, Optional<String> name, String reason) {
    /** The results of RFC 8601 §2.7.3. */
    public enum Verdict {
        /** A name of the address has the address. */
        PASS,
        /** None of its names has it. */
        FAIL,
        /** The DNS did not answer. */
        TEMPERROR,
        /** The address has no name. */
        PERMERROR;

        /** As in Authentication-Results. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
