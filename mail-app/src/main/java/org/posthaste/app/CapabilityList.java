package org.posthaste.app;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** IMAP capabilities that are not to be announced, as an administrator writes them. Thread-safe. */
public final class CapabilityList {
    private static final Pattern NAME = Pattern.compile("[A-Z0-9][A-Z0-9=+:._-]{0,63}");
    private static final String BASE = "IMAP4REV1";
    private static final int MOST = 50;

    private CapabilityList() {}

    /** Names separated by commas, in upper case; none for empty text. Fails: IllegalArgumentException. */
    public static Set<String> parse(String text) {
        return text.isBlank() ? Set.of() : parse(List.of(text.split(",")));
    }

    /** The names, in upper case. Fails: IllegalArgumentException. */
    public static Set<String> parse(Collection<String> names) {
        Set<String> found = new TreeSet<>();
        for (String name : names) {
            String capability = name.strip().toUpperCase(Locale.ROOT);
            if (!NAME.matcher(capability).matches()) {
                throw new IllegalArgumentException(
                        "\"" + name.strip() + "\" is not an IMAP capability such as COMPRESS=DEFLATE");
            }
            if (capability.equals(BASE)) {
                throw new IllegalArgumentException("IMAP4rev1 cannot be hidden: clients would leave at once");
            }
            found.add(capability);
        }
        if (found.size() > MOST) {
            throw new IllegalArgumentException("more than " + MOST + " capabilities cannot be hidden");
        }
        return found;
    }
}
