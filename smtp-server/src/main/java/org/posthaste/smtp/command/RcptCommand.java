package org.posthaste.smtp.command;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthaste.common.address.MailAddress;
import org.posthaste.mailstore.Directory;
import org.posthaste.mailstore.Resolution;
import org.posthaste.mailstore.journal.JournalEntry.Kind;
import org.posthaste.smtp.extension.SmtpExtensions;
import org.posthaste.smtp.policy.PolicyChecks;
import org.posthaste.smtp.policy.RecipientSubject;
import org.posthaste.smtp.policy.Verdict;
import org.posthaste.smtp.protocol.RcptParameters;
import org.posthaste.smtp.protocol.Replies;
import org.posthaste.smtp.protocol.SmtpParser;
import org.posthaste.smtp.report.ReportInbox;
import org.posthaste.smtp.session.MailTransaction;
import org.posthaste.smtp.session.Recipient;
import org.posthaste.smtp.session.SmtpSession;
import org.posthaste.smtp.session.SmtpState.InTransaction;
import org.posthaste.smtp.session.Step;
import org.posthaste.smtp.srs.SenderRewriting;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * RCPT (RFC 5321 §4.1.1.3): one recipient, resolved and judged at once. The domainless {@code <postmaster>}
 * (RFC 5321 §4.5.1) is that of this host's domain, or else of the first domain.
 */
final class RcptCommand implements SmtpCommand.InsideTransaction {
    private static final Logger LOG = LoggerFactory.getLogger(RcptCommand.class);

    /** Where the recipients of one message may lead to on other hosts, before another recipient is refused. */
    private static final int MOST_OUTSIDE = 10_000;

    private final SmtpExtensions extensions;
    private final PolicyChecks checks;
    private final SenderRewriting rewriting;
    private final ReportInbox inbox;

    RcptCommand(SmtpExtensions extensions, PolicyChecks checks, SenderRewriting rewriting, ReportInbox inbox) {
        this.extensions = extensions;
        this.checks = checks;
        this.rewriting = rewriting;
        this.inbox = inbox;
    }

    @Override
    public String verb() {
        return "RCPT";
    }

    @Override
    public Step execute(SmtpSession session, InTransaction state, SmtpParser arguments) {
        arguments.space();
        arguments.word("TO:");
        MailAddress address = withDomain(session, arguments.forwardPath());
        boolean utf8 = arguments.sawUtf8();
        RcptParameters parameters = extensions.rcpt(session, arguments.parameters());
        MailTransaction transaction = state.transaction();
        if (utf8 && !transaction.parameters().smtpUtf8()) {
            return Step.say(Replies.NEEDS_SMTPUTF8);
        }
        if (transaction.recipients().size() >= session.config().limits().recipients()
                || transaction.outside() >= MOST_OUTSIDE) {
            return Step.say(Replies.TOO_MANY_RECIPIENTS);
        }
        boolean reports = inbox.isFor(address);
        Resolution resolution = reports
                ? personal(session.store().directory(), address)
                : resolve(session.store().directory(), address);
        RecipientSubject subject = new RecipientSubject(session, transaction, address, resolution);
        return Step.later(checks.onRecipient().run(subject), verdict -> {
            if (verdict instanceof Verdict.Refuse refusal) {
                return refuse(session, transaction, address, refusal);
            }
            transaction.add(
                    resolution instanceof Resolution.Found found
                            ? new Recipient(address, parameters, found.accounts(), found.outside(), reports)
                            : new Recipient(address, parameters, List.of(), List.of(address)));
            return Step.say(Replies.RECIPIENT_OK);
        });
    }

    /** A rewritten sender leads back to the real one (SRS); a forged or old one is nobody, whatever the catch-all. */
    private Resolution resolve(Directory directory, MailAddress address) {
        if (!SenderRewriting.isRewritten(address) || !directory.isLocalDomain(address.domain())) {
            return directory.resolve(address);
        }
        Optional<MailAddress> original = rewriting.original(address);
        if (original.isEmpty()) {
            return new Resolution.UnknownUser();
        }
        Resolution resolution = directory.resolve(original.get());
        return resolution instanceof Resolution.NotLocal
                ? new Resolution.Found(List.of(), List.of(original.get()))
                : resolution;
    }

    /** Where mail for an address of reports goes beside: to whom this very name leads, not to a catch-all. */
    private static Resolution personal(Directory directory, MailAddress address) {
        boolean caught = directory.domains().stream()
                .anyMatch(domain -> domain.name().equals(address.domain())
                        && domain.catchAll().isPresent());
        boolean named = !caught
                || directory.user(address).isPresent()
                || directory.aliases().stream()
                        .anyMatch(alias -> alias.address().equals(address));
        Resolution resolution = named ? directory.resolve(address) : new Resolution.UnknownUser();
        return resolution instanceof Resolution.Found ? resolution : new Resolution.Found(List.of(), List.of());
    }

    private static MailAddress withDomain(SmtpSession session, MailAddress address) {
        if (!address.domain().isEmpty()) {
            return address;
        }
        Directory directory = session.store().directory();
        String hostname = session.config().hostname();
        String domain = directory.isLocalDomain(hostname)
                ? hostname
                : directory.domains().stream()
                        .findFirst()
                        .map(Directory.Domain::name)
                        .orElse(hostname);
        return new MailAddress(address.localPart(), domain);
    }

    private static Step refuse(
            SmtpSession session, MailTransaction transaction, MailAddress address, Verdict.Refuse refusal) {
        session.counters().refusal();
        LOG.info(
                "recipient refused sid={} peer={} msg={} from={} to={} check={} status={}",
                session.sid(),
                session.peer().getHostAddress(),
                transaction.id(),
                transaction.senderText(),
                address,
                refusal.check(),
                refusal.reply().summary());
        session.store()
                .journal()
                .append(session.entry(
                        refusal.reply().isPermanent() ? Kind.REJECTED : Kind.DEFERRED,
                        transaction.id(),
                        Map.of(
                                "from", transaction.senderText(),
                                "to", address.toString(),
                                "reason", refusal.check(),
                                "status", refusal.reply().summary())));
        return Step.say(refusal.reply());
    }
}
