package org.posthaste.smtp.policy;

import java.util.concurrent.CompletionStage;
import org.posthaste.smtp.protocol.Replies;
import org.posthaste.smtp.verify.Disposition;
import org.posthaste.smtp.verify.Judgement;
import org.posthaste.smtp.verify.MessageAuthentication;
import org.posthaste.smtp.verify.dkim.DkimResult;

/**
 * Refuses mail that its author's domain wants refused (RFC 9989 §5.4), and defers what cannot be told yet because the DNS
 * does not answer. What is to be filed as junk passes. A header too large to be looked at as a whole is refused: its From
 * could be where nobody looks.
 */
final class DmarcCheck implements PolicyCheck<MessageSubject> {
    @Override
    public String name() {
        return "dmarc";
    }

    @Override
    public CompletionStage<Verdict> check(MessageSubject subject) {
        if (subject.judgement().isEmpty()) {
            return Verdict.PASSED;
        }
        if (!subject.message().isHeaderComplete()) {
            return Verdict.refused(this, Replies.HEADER_TOO_BIG);
        }
        Judgement judgement = subject.judgement().get();
        if (judgement.disposition() == Disposition.REJECT) {
            MessageAuthentication found = judgement.authentication();
            return Verdict.refused(
                    this,
                    Replies.dmarcRefused(
                            found.dmarc().authorDomain(),
                            found.mailFrom().verdict().text(),
                            signatures(found)));
        }
        return judgement.disposition() == Disposition.DEFER
                ? Verdict.refused(this, Replies.SENDER_UNPROVED_YET)
                : Verdict.PASSED;
    }

    private static String signatures(MessageAuthentication found) {
        if (found.dkim().isEmpty()) {
            return "none";
        }
        return found.dkim().stream().anyMatch(DkimResult::passed)
                ? "of another domain"
                : found.dkim().get(0).verdict().text();
    }
}
