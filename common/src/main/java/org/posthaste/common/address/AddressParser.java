package org.posthaste.common.address;

import java.util.Optional;

/** RFC 5321 §4.1.2 Mailbox and Path, RFC 6531 §3.3 for UTF-8. */
public final class AddressParser {
    private AddressParser() {}

    /** Parses {@code local@domain}; domains with U-labels become A-labels. Empty when it is not an address. */
    public static Optional<MailAddress> mailbox(String text) {
        throw new UnsupportedOperationException();
    }

    static String quoteIfNeeded(String localPart) {
        throw new UnsupportedOperationException();
    }
}
