package org.posthaste.imap.protocol;

/** The client's octets do not follow the grammar; becomes a tagged {@code BAD} that tells what was expected and where. Carries no stack trace: it is an ordinary answer. */
public final class ImapSyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int offset;

    /** Something was expected at this octet of the command, counted from 0. */
    public ImapSyntaxException(String expected, int offset) {
        super(expected + " at octet " + offset, null, false, false);
        this.offset = offset;
    }

    private ImapSyntaxException(String message) {
        super(message, null, false, false);
        this.offset = -1;
    }

    /** What the client wrote is well-formed but cannot be meant, such as the number of a message that is not there. */
    public static ImapSyntaxException invalid(String message) {
        return new ImapSyntaxException(message);
    }

    /** Where, counted from the command's first octet; -1 if no octet is to blame. */
    public int offset() {
        return offset;
    }
}
