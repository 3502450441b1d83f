package org.posthaste.imap.protocol;

/** The client's octets do not follow the grammar; becomes a tagged {@code BAD} that tells what was expected and where. Carries no stack trace: it is an ordinary answer. */
public final class ImapSyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String text;
    private final int offset;

    /** Something was expected at this octet of the command, counted from 0. */
    public ImapSyntaxException(String expected, int offset) {
        super(expected, null, false, false);
        this.text = expected + " at octet " + offset;
        this.offset = offset;
    }

    private ImapSyntaxException(String message) {
        super(message, null, false, false);
        this.text = message;
        this.offset = -1;
    }

    /** What the client wrote is well-formed but cannot be meant, such as the number of a message that is not there. */
    public static ImapSyntaxException invalid(String message) {
        return new ImapSyntaxException(message);
    }

    /** The answer: BAD, with what was expected and where. */
    public StatusResponse status() {
        return StatusResponse.bad(text);
    }

    @Override
    public String getMessage() {
        return text;
    }

    /** Where, counted from the command's first octet; -1 if no octet is to blame. */
    public int offset() {
        return offset;
    }
}
