package org.posthaste.mailstore.jdbc;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** A set of capability names as one text, which is how it is stored. */
final class CapabilityNames {
    /** The width of the column. */
    static final int LONGEST = 1000;

    private CapabilityNames() {}

    static Set<String> parse(String text) {
        return text.isEmpty() ? Set.of() : Set.of(text.split(" "));
    }

    static String text(Collection<String> names) {
        return String.join(" ", new TreeSet<>(names));
    }
}
