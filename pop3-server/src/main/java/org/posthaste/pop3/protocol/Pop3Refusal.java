package org.posthaste.pop3.protocol;

/** A command cannot be done; carries the reply. Has no stack trace: it is an answer, not an accident. */
public final class Pop3Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Pop3Reply reply;
    private final boolean badCommand;

    /** A refusal that belongs to the normal course, such as a message that does not exist. */
    public Pop3Refusal(Pop3Reply reply) {
        this(reply, false);
    }

    private Pop3Refusal(Pop3Reply reply, boolean badCommand) {
        super(reply.line(), null, false, false);
        this.reply = reply;
        this.badCommand = badCommand;
    }

    /** A refusal of what is no POP3 at all; counts against the limit of bad commands. */
    public static Pop3Refusal badCommand(Pop3Reply reply) {
        return new Pop3Refusal(reply, true);
    }

    /** What the peer is told. */
    public Pop3Reply reply() {
        return reply;
    }

    /** True if this counts against the limit of bad commands. */
    public boolean isBadCommand() {
        return badCommand;
    }
}
