package org.posthaste.common.address;

import java.util.Locale;

/**
 * A mailbox address {@code local-part@domain}. The domain is kept in lower case as A-labels; the local part as given, without quotes. Equality ignores the case of the local part
 * too, as every mail server in practice does (RFC 5321 §2.4 leaves it to the receiving host).
 */
public final class MailAddress {
    private final String localPart;
    private final String domain;

    /** An address of parts that are already validated; see {@link AddressParser} for text from outside. */
    public MailAddress(String localPart, String domain) {
        this.localPart = localPart;
        this.domain = domain.toLowerCase(Locale.ROOT);
    }

    /** The local part, unquoted. */
    public String localPart() {
        return localPart;
    }

    /** The domain in lower case. */
    public String domain() {
        return domain;
    }

    /** Lower case form for look-ups. */
    public String key() {
        return localPart.toLowerCase(Locale.ROOT) + "@" + domain;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MailAddress that && key().equals(that.key());
    }

    @Override
    public int hashCode() {
        return key().hashCode();
    }

    /** The address as written in a path, with the local part quoted where RFC 5321 §4.1.2 needs it. */
    @Override
    public String toString() {
        return AddressParser.quoteIfNeeded(localPart) + "@" + domain;
    }
}
