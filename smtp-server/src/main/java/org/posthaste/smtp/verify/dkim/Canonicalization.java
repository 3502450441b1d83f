package org.posthaste.smtp.verify.dkim;

import java.util.Optional;

/** The forms in which header and body are signed, RFC 6376 §3.4. */
public enum Canonicalization {
    /** As it is, except for empty lines at the end of the body (RFC 6376 §3.4.1, §3.4.3). */
    SIMPLE,
    /** Indifferent to blanks, folding and the case of field names (RFC 6376 §3.4.2, §3.4.4). */
    RELAXED;

    /** The form of this name. */
    static Optional<Canonicalization> named(String name) {
        return switch (name) {
            case "simple" -> Optional.of(SIMPLE);
            case "relaxed" -> Optional.of(RELAXED);
            default -> Optional.empty();
        };
    }
}
