package org.posthaste.smtp.relay;

import java.util.List;

/**
 * What a policy rests on, as reports tell it (RFC 8460 §4.4, §4.5).
 *
 * @param type where it was found
 * @param domain whose it is: the destination, or for DANE the TLSA base domain
 * @param lines the policy itself: TLSA records, or the lines of an MTA-STS policy
 * @param mxPatterns the hosts an MTA-STS policy names
 */
public record TlsBasis(Type type, String domain, List<String> lines, List<String> mxPatterns) {
    public TlsBasis {
        lines = List.copyOf(lines);
        mxPatterns = List.copyOf(mxPatterns);
    }

    /** The destination publishes nothing that applies. */
    public static TlsBasis none(String domain) {
        return new TlsBasis(Type.NONE, domain, List.of(), List.of());
    }

    /** Kinds of policies. */
    public enum Type {
        DANE("tlsa"),
        MTA_STS("sts"),
        NONE("no-policy-found");

        private final String text;

        Type(String text) {
            this.text = text;
        }

        /** As reports have it. */
        public String text() {
            return text;
        }

        /** From what {@link #text} gives. */
        public static Type of(String text) {
            for (Type type : values()) {
                if (type.text.equals(text)) {
                    return type;
                }
            }
            throw new IllegalArgumentException("no type of policy: " + text);
        }
    }
}
