package org.posthaste.mailstore.jdbc;

import org.posthaste.common.address.MailAddress;

/** Addresses in tables: local part as it is, {@code @}, domain. */
final class Addresses {
    private Addresses() {}

    static String text(MailAddress address) {
        return address.localPart() + "@" + address.domain();
    }

    static MailAddress parse(String text) {
        int at = text.lastIndexOf('@');
        return new MailAddress(text.substring(0, at), text.substring(at + 1));
    }
}
