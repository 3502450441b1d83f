package org.posthaste.smtp.verify.spf;

import java.util.Locale;

/**
 * What SPF says of a client (RFC 7208 §2.6).
 *
 * @param verdict the result
 * @param identity which name was checked
 * @param domain the domain that was checked, in lower case; what the client said if it is no domain
 * @param mechanism the term that decided, as published, such as {@code include:_spf.example.net}; empty if none did
 * @param reason one short sentence for the journal, naming the clause that decided; printable ASCII
 * @param explanation what the domain tells those it refuses (RFC 7208 §6.2), printable ASCII, at most
 *     {@value #MAX_EXPLANATION} characters; empty if there is none. It is a stranger's text
 */
public record SpfResult(
        Verdict verdict, Identity identity, String domain, String mechanism, String reason, String explanation) {
    /** An explanation is cut here. */
    public static final int MAX_EXPLANATION = 400;

    /** The results of RFC 7208 §2.6. */
    public enum Verdict {
        /** No record, or no domain to ask. */
        NONE,
        /** The domain does not say. */
        NEUTRAL,
        /** The client may. */
        PASS,
        /** The client may not. */
        FAIL,
        /** The client probably may not. */
        SOFTFAIL,
        /** The DNS did not answer. */
        TEMPERROR,
        /** The domain's records are wrong. */
        PERMERROR;

        /** As in Authentication-Results (RFC 8601 §2.7.2). */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whose name was checked (RFC 7208 §2.3, RFC 7208 §2.4). */
    public enum Identity {
        /** The domain of the reverse-path. */
        MAIL_FROM,
        /** The name the client calls itself. */
        HELO;

        /** As in Received-SPF (RFC 7208 §9.1). */
        public String text() {
            return this == HELO ? "helo" : "mailfrom";
        }
    }
}
