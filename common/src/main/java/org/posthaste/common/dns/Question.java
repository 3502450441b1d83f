package org.posthaste.common.dns;

import java.util.Locale;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/**
 * One question, and the key of the cache.
 *
 * @param name in lower case, without the last full stop; {@code .} for the root
 * @param type the number of the record type
 */
record Question(String name, int type) {
    static Question of(String name, int type) {
        String lower = name.toLowerCase(Locale.ROOT);
        return new Question(
                lower.length() > 1 && lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower, type);
    }

    /** The name; empty if there can be none like this: too long, empty labels, or not ASCII. */
    Optional<Name> parsed() {
        // A backslash begins an escape, which no caller means.
        if (name.isEmpty() || !name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\')) {
            return Optional.empty();
        }
        try {
            return Optional.of(Name.fromString(name, Name.root));
        } catch (TextParseException e) {
            return Optional.empty();
        }
    }

    /** A name as our answers have it. */
    static String text(Name name) {
        return name.equals(Name.root) ? "." : name.toString(true).toLowerCase(Locale.ROOT);
    }
}
