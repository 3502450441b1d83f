package org.posthaste.smtp.receive;

import org.posthaste.mailstore.StoreFailure;
import org.posthaste.smtp.protocol.Replies;
import org.posthaste.smtp.protocol.Reply;
import org.posthaste.smtp.session.SmtpConfig;
import org.posthaste.smtp.session.SmtpConfig.OverQuota;

/** What the store's refusals mean in SMTP. The only such table. */
public final class StoreFailures {
    private StoreFailures() {}

    /** The reply for a failure. */
    public static Reply reply(StoreFailure failure, SmtpConfig config) {
        return switch (failure) {
            case OVER_QUOTA -> config.overQuota() == OverQuota.FOR_GOOD
                    ? Replies.OVER_QUOTA_FOR_GOOD
                    : Replies.OVER_QUOTA;
            case TOO_BIG -> Replies.MESSAGE_TOO_BIG;
            case NOT_FOUND -> Replies.RECIPIENT_VANISHED;
            case UNAVAILABLE -> Replies.STORAGE_FULL;
            case ALREADY_EXISTS, READ_ONLY, EXPUNGED, INVALID_NAME, LIMIT, FORBIDDEN, BUSY, INTERNAL -> Replies
                    .STORAGE_REFUSES;
        };
    }
}
