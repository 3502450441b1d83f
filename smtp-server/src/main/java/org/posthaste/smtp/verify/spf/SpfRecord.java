package org.posthaste.smtp.verify.spf;

import java.util.List;
import java.util.Optional;

/** A sender policy, read (RFC 7208 §4.6.1). Immutable. */
public final class SpfRecord {
    private static final String VERSION = "v=spf1";

    private final List<Directive> directives;
    private final Optional<MacroText> redirect;
    private final Optional<MacroText> explanation;

    SpfRecord(List<Directive> directives, Optional<MacroText> redirect, Optional<MacroText> explanation) {
        this.directives = List.copyOf(directives);
        this.redirect = redirect;
        this.explanation = explanation;
    }

    /** True if a TXT record calls itself a sender policy (RFC 7208 §4.5). */
    public static boolean isRecord(String text) {
        return text.regionMatches(true, 0, VERSION, 0, VERSION.length())
                && (text.length() == VERSION.length() || text.charAt(VERSION.length()) == ' ');
    }

    /**
     * Reads a record.
     *
     * @param text a text for which {@link #isRecord} holds
     * @throws SpfSyntaxException if any term is wrong
     */
    public static SpfRecord parse(String text) {
        return new RecordReader(text.substring(VERSION.length())).read();
    }

    /** How many of its own terms ask the DNS; ten in all are allowed, with those of what it includes (RFC 7208 §4.6.4). */
    public int askingTerms() {
        long mechanisms = directives.stream()
                .filter(directive -> !(directive.mechanism() instanceof Mechanism.All)
                        && !(directive.mechanism() instanceof Mechanism.Literal))
                .count();
        return (int) mechanisms + (redirect.isPresent() ? 1 : 0);
    }

    List<Directive> directives() {
        return directives;
    }

    Optional<MacroText> redirect() {
        return redirect;
    }

    Optional<MacroText> explanation() {
        return explanation;
    }
}
