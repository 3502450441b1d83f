package org.posthaste.smtp.verify.spf;

/** A record, or a text with macros, that does not follow the grammar (RFC 7208 §4.6). The message names the term. */
public final class SpfSyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1;

    SpfSyntaxException(String message) {
        super(message, null, false, false);
    }
}
