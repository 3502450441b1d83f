package org.posthaste.common.address;

import java.text.Normalizer;
import java.util.Locale;

/**
 * A mailbox address {@code local-part@domain}. The domain is kept in lower case as A-labels; the local part as given,
 * without quotes. Equality ignores the case of the local part too, as every mail server in practice does (RFC 5321 §2.4
 * leaves it to the receiving host).
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

    /** Form for look-ups: lower case, and NFC where the local part is not ASCII (RFC 6532 §3.1). */
    public String key() {
        String local = isAscii() ? localPart : Normalizer.normalize(localPart, Normalizer.Form.NFC);
        return local.toLowerCase(Locale.ROOT) + "@" + domain;
    }

    /** False when the local part needs SMTPUTF8 (RFC 6531 §3.2); the domain, in A-labels, never does. */
    public boolean isAscii() {
        return localPart.chars().allMatch(c -> c < 0x80);
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
