package org.posthaste.app.doctor.record;

import java.util.Locale;

/** Names of records as our answers have them. */
final class Names {
    private Names() {}

    /** In lower case, without the last full stop. */
    static String bare(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.length() > 1 && lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** The name one label up; empty for a top level domain. */
    static String parent(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1);
    }
}
