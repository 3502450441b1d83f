package org.posthaste.imap.protocol;

/** The client's octets do not follow the grammar; becomes a tagged {@code BAD} that tells what was expected and where. Carries no stack trace: it is an ordinary answer. */
public final class ImapSyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String text;
    private final int offset;
    private final transient ResponseCode code;

    /** Something was expected at this octet of the command, counted from 0. */
    public ImapSyntaxException(String expected, int offset) {
        super(expected, null, false, false);
        this.text = expected + " at octet " + offset;
        this.offset = offset;
        this.code = ResponseCode.NONE;
    }

    private ImapSyntaxException(ResponseCode code, String message) {
        super(message, null, false, false);
        this.text = message;
        this.offset = -1;
        this.code = code;
    }

    /** What the client wrote is well-formed but cannot be meant, such as the number of a message that is not there. */
    public static ImapSyntaxException invalid(String message) {
        return new ImapSyntaxException(ResponseCode.NONE, message);
    }

    /** The same with a code that tells programs what is wrong. */
    public static ImapSyntaxException invalid(ResponseCode code, String message) {
        return new ImapSyntaxException(code, message);
    }

    /** A client that switched message numbers off uses them, RFC 9586 §3. */
    public static ImapSyntaxException uidRequired() {
        return invalid(ResponseCode.UIDREQUIRED, "Message numbers are not allowed with UIDONLY");
    }

    /** The answer: BAD, with what was expected and where. */
    public StatusResponse status() {
        return StatusResponse.bad(code, text);
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
