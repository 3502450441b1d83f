package org.posthaste.imap.protocol;

import java.util.OptionalLong;

/** Object identifiers as RFC 8474 §4 and §5 write them: a letter that tells the kind, then digits and letters. Stateless. */
public final class ObjectIds {
    private static final int RADIX = 36;

    private ObjectIds() {}

    /** MAILBOXID of a mailbox with this number. */
    public static String mailbox(int number) {
        return "F" + Integer.toString(number, RADIX);
    }

    /** EMAILID of a message with this content. */
    public static String email(long contentId) {
        return "M" + Long.toString(contentId, RADIX);
    }

    /** The content behind an EMAILID; empty if it is none of ours. */
    public static OptionalLong contentId(String emailId) {
        if (!emailId.matches("M[0-9a-z]{1,13}")) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(emailId.substring(1), RADIX));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** THREADID of a thread. */
    public static String thread(String thread) {
        return "T" + thread;
    }
}
