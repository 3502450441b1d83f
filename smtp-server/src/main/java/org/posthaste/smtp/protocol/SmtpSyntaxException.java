package org.posthaste.smtp.protocol;

/** A command line that does not follow the grammar; becomes 501 with the place of the error. */
public final class SmtpSyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int octet;

    /**
     * An error.
     *
     * @param message what was wrong, in words for the peer
     * @param octet where in the command line, counted from 0
     */
    public SmtpSyntaxException(String message, int octet) {
        super(message, null, false, false);
        this.octet = octet;
    }

    /** Where in the command line, counted from 0. */
    public int octet() {
        return octet;
    }
}
