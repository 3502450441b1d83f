package org.posthaste.mailstore;

import java.util.Locale;
import java.util.Optional;

/**
 * A mailbox name in Unicode with {@code /} between levels. {@code INBOX} as first level is case-insensitive and kept in upper case; all else is case-sensitive.
 */
public record MailboxName(String value) implements Comparable<MailboxName> {
    /** Separates levels. */
    public static final char SEPARATOR = '/';

    /** Below it others' mailboxes appear (RFC 2342); nobody can have a mailbox of this name or below it. */
    public static final MailboxName OTHER_USERS = new MailboxName("Other Users");

    /** Where new mail arrives. */
    public static final MailboxName INBOX = new MailboxName("INBOX");

    public MailboxName {
        int end = value.indexOf(SEPARATOR);
        String first = end < 0 ? value : value.substring(0, end);
        if (first.toUpperCase(Locale.ROOT).equals("INBOX")) {
            value = "INBOX" + (end < 0 ? "" : value.substring(end));
        }
    }

    /** True if a mailbox may be created with this name: no empty level, no control characters, not too long or deep. */
    public boolean valid() {
        if (value.isEmpty()
                || value.length() > 500
                || value.startsWith("/")
                || value.endsWith("/")
                || value.contains("//")) {
            return false;
        }
        return value.chars()
                        .noneMatch(c -> c < 0x20
                                || c == 0x7f
                                || c == 0xfffd
                                || c == 0x2028
                                || c == 0x2029
                                || (c >= 0x80 && c < 0xa0))
                && value.chars().filter(c -> c == SEPARATOR).count() < 50;
    }

    /** True for the names under which others' mailboxes appear. */
    public boolean isOthers() {
        return equals(OTHER_USERS) || isBelow(OTHER_USERS);
    }

    /** The level above; empty at the top. */
    public Optional<MailboxName> parent() {
        int end = value.lastIndexOf(SEPARATOR);
        return end <= 0 ? Optional.empty() : Optional.of(new MailboxName(value.substring(0, end)));
    }

    /** True for any level below {@code ancestor}. */
    public boolean isBelow(MailboxName ancestor) {
        return value.startsWith(ancestor.value + SEPARATOR);
    }

    @Override
    public int compareTo(MailboxName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
