package org.posthaste.smtp.receive;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.message.ParsedMessage;
import org.posthaste.mailstore.StoreException;
import org.posthaste.smtp.report.ReportInbox;
import org.posthaste.smtp.session.MailTransaction;
import org.posthaste.smtp.session.Reception;
import org.posthaste.smtp.session.Recipient;
import org.posthaste.smtp.verify.Judgement;
import org.posthaste.smtp.verify.MessageAuthentication;
import org.posthaste.smtp.verify.dkim.DkimResult;
import org.posthaste.smtp.verify.dmarc.DmarcResult;
import org.posthaste.smtp.verify.spf.SpfResult;

/** Messages for the addresses that reports come to. Thread-safe. */
final class ReportedMail {
    private final ReportInbox inbox;

    ReportedMail(ReportInbox inbox) {
        this.inbox = inbox;
    }

    /**
     * What became of the reports.
     *
     * @param told in a few words
     * @param problem why they cannot be kept now, if so
     */
    record Read(String told, Optional<StoreException> problem) {}

    /** Has the reports of a message read and kept; empty if none of its recipients is for reports. */
    Optional<CompletionStage<Read>> read(
            MailTransaction transaction, Reception reception, ParsedMessage message, Optional<Judgement> judgement) {
        List<MailAddress> addresses = transaction.recipients().stream()
                .filter(Recipient::reports)
                .map(Recipient::address)
                .toList();
        if (addresses.isEmpty()) {
            return Optional.empty();
        }
        String sender = judgement.map(found -> sender(found.authentication())).orElse("");
        return Optional.of(reception
                .lend(content -> inbox.take(
                        new ReportInbox.Incoming(transaction.id(), content, message.parts(), addresses, sender)))
                .handle((told, problem) -> problem == null
                        ? new Read(told, Optional.empty())
                        : new Read("", Optional.of(StoreException.of(problem)))));
    }

    /** The domain that proved to have sent it: best that of the author (RFC 9990 §3.5.2). Empty text if none did. */
    private static String sender(MessageAuthentication found) {
        if (found.dmarc().verdict() == DmarcResult.Verdict.PASS) {
            return found.dmarc().authorDomain();
        }
        return found.dkim().stream()
                .filter(DkimResult::passed)
                .map(DkimResult::domain)
                .findFirst()
                .orElse(
                        found.mailFrom().verdict() == SpfResult.Verdict.PASS
                                ? found.mailFrom().domain()
                                : "");
    }
}
