package org.posthaste.app.doctor;

import java.util.Locale;

/** How something is. */
public enum State {
    RIGHT,
    /** It works, and could be better, or will not work for long. */
    WARNING,
    MISSING,
    WRONG,
    /** Nobody answered; not the same as missing. */
    UNKNOWN,
    /** It was not examined; the finding says why. */
    SKIPPED;

    /** As written in JSON and shown. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
