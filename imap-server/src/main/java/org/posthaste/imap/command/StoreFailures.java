package org.posthaste.imap.command;

import org.posthaste.imap.protocol.ResponseCode;
import org.posthaste.imap.protocol.StatusResponse;
import org.posthaste.mailstore.StoreFailure;

/** The store's refusals as IMAP says them: the one table, RFC 5530. */
public final class StoreFailures {
    private StoreFailures() {}

    /** The tagged answer. INTERNAL is not here: that is a bug, answered with an incident id. */
    public static StatusResponse status(StoreFailure failure) {
        return switch (failure) {
            case NOT_FOUND -> StatusResponse.no(ResponseCode.NONEXISTENT, "Mailbox does not exist");
            case ALREADY_EXISTS -> StatusResponse.no(ResponseCode.ALREADYEXISTS, "Mailbox exists already");
            case OVER_QUOTA -> StatusResponse.no(ResponseCode.OVERQUOTA, "Quota exceeded");
            case TOO_BIG -> StatusResponse.no(ResponseCode.TOOBIG, "Message is too large");
            case READ_ONLY -> StatusResponse.no(ResponseCode.READ_ONLY, "Mailbox is read-only");
            case EXPUNGED -> StatusResponse.no(ResponseCode.EXPUNGEISSUED, "Message has been expunged");
            case INVALID_NAME -> StatusResponse.no(ResponseCode.CANNOT, "Invalid mailbox name");
            case LIMIT -> StatusResponse.no(ResponseCode.LIMIT, "Limit reached");
            case FORBIDDEN -> StatusResponse.no(ResponseCode.CANNOT, "Not allowed");
            case BUSY -> StatusResponse.no(ResponseCode.INUSE, "In use, try again");
            case UNAVAILABLE -> StatusResponse.no(ResponseCode.UNAVAILABLE, "Temporarily unavailable");
            case INTERNAL -> StatusResponse.no(ResponseCode.SERVERBUG, "Internal error");
        };
    }

    /** The same for a command whose target mailbox may be missing: NO [TRYCREATE], RFC 3501 §7.1. */
    public static StatusResponse targetStatus(StoreFailure failure) {
        return failure == StoreFailure.NOT_FOUND
                ? StatusResponse.no(ResponseCode.TRYCREATE, "Mailbox does not exist")
                : status(failure);
    }
}
