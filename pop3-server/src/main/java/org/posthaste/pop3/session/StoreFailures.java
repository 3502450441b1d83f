package org.posthaste.pop3.session;

import org.posthaste.mailstore.StoreFailure;
import org.posthaste.pop3.protocol.Pop3Reply;
import org.posthaste.pop3.protocol.Replies;

/** The store's refusals as POP3 says them. */
final class StoreFailures {
    private StoreFailures() {}

    static Pop3Reply reply(StoreFailure failure) {
        return switch (failure) {
            case EXPUNGED -> Replies.MESSAGE_IS_GONE;
            case NOT_FOUND, INVALID_NAME, FORBIDDEN, READ_ONLY, ALREADY_EXISTS -> Replies.NO_MAILDROP;
            case BUSY, UNAVAILABLE, OVER_QUOTA, TOO_BIG, LIMIT, INTERNAL -> Replies.UNAVAILABLE;
        };
    }
}
