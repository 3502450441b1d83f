package org.posthaste.smtp.protocol;

/** A refusal found deep inside a command; the dispatcher sends its reply. */
public final class ReplyException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Reply reply;

    /** A refusal with this reply. */
    public ReplyException(Reply reply) {
        super(reply.summary(), null, false, false);
        this.reply = reply;
    }

    /** What the peer is told. */
    public Reply reply() {
        return reply;
    }
}
