package org.posthaste.smtp.bounce;

import java.time.Instant;
import java.util.Optional;
import org.posthaste.common.address.MailAddress;
import org.posthaste.smtp.protocol.EnhancedStatus;
import org.posthaste.smtp.queue.RecipientOptions;
import org.posthaste.smtp.queue.RemoteReply;
import org.posthaste.smtp.queue.ReportedRecipient;

/**
 * What became of a recipient, as far as the reader of the report may know it. Where an address here forwards to another host, only the address here is shown: to whom a user forwards is nobody's
 * business (RFC 3464 §4.2), so what the other host said is left out too.
 *
 * @param address as shown
 * @param forwarded the address is one of ours that leads elsewhere
 * @param original ORCPT, as {@code type;address}
 * @param status of the class that fits the report
 * @param code of the reply
 * @param reply text of the reply; empty if it is left out
 * @param ours the reply is this server's own
 * @param host that gave the reply, or empty
 * @param ip address of that host, or empty
 * @param until when it is given up
 */
record RecipientFate(
        String address,
        boolean forwarded,
        Optional<String> original,
        EnhancedStatus status,
        int code,
        EnhancedStatus said,
        String reply,
        boolean ours,
        String host,
        String ip,
        Instant lastAttempt,
        boolean expired,
        Instant until) {
    private static final EnhancedStatus EXPIRED = EnhancedStatus.of("4.4.7");
    private static final int LONGEST_REPLY = 500;
    private static final int LONGEST_HOST = 255;

    static RecipientFate of(ReportKind kind, ReportedRecipient reported) {
        RecipientOptions options = RecipientOptions.of(reported.recipient().options());
        RemoteReply reply = reported.reply();
        boolean hidden = options.forwardedBy().isPresent() && kind != ReportKind.UNREPORTABLE;
        MailAddress address = reported.recipient().address();
        return new RecipientFate(
                hidden ? options.forwardedBy().get() : address.toString(),
                hidden,
                options.originalRecipient(),
                status(kind, reported),
                reply.code(),
                reply.status(),
                hidden ? "" : SafeText.line(reply.text(), LONGEST_REPLY),
                reply.ours(),
                hidden ? "" : SafeText.ascii(reported.host(), LONGEST_HOST),
                hidden ? "" : reported.address(),
                reported.lastAttempt(),
                reported.expired(),
                reported.until());
    }

    /** A failed recipient may have a status of class 4 only if it was given up for lack of time (RFC 3464 §2.3.3). */
    private static EnhancedStatus status(ReportKind kind, ReportedRecipient reported) {
        if (reported.expired()) {
            return EXPIRED;
        }
        EnhancedStatus said = reported.reply().status();
        return new EnhancedStatus(kind.statusClass(), said.subject(), said.detail());
    }

    /** The address can be written in ASCII as it is. */
    boolean isAscii() {
        return SafeText.isAscii(address) && SafeText.isAscii(original.orElse(""));
    }
}
