package org.posthaste.smtp.policy;

import java.util.concurrent.CompletionStage;
import org.posthaste.mailstore.Account;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.MailStore;
import org.posthaste.mailstore.Resolution;
import org.posthaste.smtp.protocol.Replies;
import org.posthaste.smtp.session.SmtpConfig.OverQuota;

/**
 * A full mailbox is refused at RCPT, counting the size announced at MAIL. Where an address leads to several users it is
 * refused only if all are full, and where it leads to other hosts too never: one full mailbox must not keep mail from
 * the others.
 */
final class QuotaCheck implements PolicyCheck<RecipientSubject> {
    @Override
    public String name() {
        return "quota";
    }

    @Override
    public CompletionStage<Verdict> check(RecipientSubject subject) {
        if (!(subject.resolution() instanceof Resolution.Found found)
                || found.accounts().isEmpty()
                || !found.outside().isEmpty()) {
            return Verdict.PASSED;
        }
        MailStore store = subject.session().store();
        long size = subject.transaction().parameters().size();
        for (AccountId account : found.accounts()) {
            if (fits(store.account(account), size)) {
                return Verdict.PASSED;
            }
        }
        boolean forGood = subject.session().config().overQuota() == OverQuota.FOR_GOOD;
        return Verdict.refused(this, forGood ? Replies.OVER_QUOTA_FOR_GOOD : Replies.OVER_QUOTA);
    }

    private static boolean fits(Account account, long size) {
        Account.Quota quota = account.quota();
        return quota.fits(Math.max(size, 1), 1);
    }
}
