package org.posthaste.imap.command;

import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.imap.protocol.StatusResponse;

/** A command cannot be done, for a reason the client is told. Carries no stack trace: it is an ordinary answer. */
public final class ImapRefusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient StatusResponse status;

    public ImapRefusal(StatusResponse status) {
        super(status.text(), null, false, false);
        this.status = status;
    }

    /** A tagged NO. */
    public static ImapRefusal no(ResponseCode code, String text) {
        return new ImapRefusal(StatusResponse.no(code, text));
    }

    /** What to answer. */
    public StatusResponse status() {
        return status;
    }
}
