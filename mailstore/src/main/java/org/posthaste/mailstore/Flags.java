package org.posthaste.mailstore;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * Flags of a message by name: system flags {@code \Seen \Answered \Flagged \Deleted \Draft} and keywords. Keywords keep the case in which a mailbox first saw them and compare without
 * case. {@code \Recent} is not a flag here: it belongs to sessions. Immutable.
 */
public record Flags(Set<String> names) {
    /** No flags. */
    public static final Flags NONE = new Flags(Set.of());

    public Flags {
        TreeSet<String> sorted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        sorted.addAll(names);
        names = java.util.Collections.unmodifiableSet(sorted);
    }

    /** Flags of these names. */
    public static Flags of(String... names) {
        return new Flags(Set.of(names));
    }

    /** Flags of these names. */
    public static Flags of(Collection<String> names) {
        return new Flags(new TreeSet<>(names));
    }

    /** True if it is there, in any case. */
    public boolean contains(String name) {
        return names.contains(name);
    }
}
