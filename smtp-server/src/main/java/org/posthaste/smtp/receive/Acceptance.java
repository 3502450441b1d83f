package org.posthaste.smtp.receive;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.posthaste.common.message.ParsedMessage;
import org.posthaste.mailstore.Delivery;
import org.posthaste.mailstore.DeliveryReceipt;
import org.posthaste.mailstore.StoreException;
import org.posthaste.mailstore.StoreFailure;
import org.posthaste.mailstore.journal.JournalEntry;
import org.posthaste.mailstore.journal.JournalEntry.Kind;
import org.posthaste.mailstore.queue.Outgoing;
import org.posthaste.smtp.policy.MessageSubject;
import org.posthaste.smtp.policy.PolicyChecks;
import org.posthaste.smtp.policy.Verdict;
import org.posthaste.smtp.protocol.Replies;
import org.posthaste.smtp.protocol.Reply;
import org.posthaste.smtp.queue.FailureReporter;
import org.posthaste.smtp.session.ListenerRole;
import org.posthaste.smtp.session.MailTransaction;
import org.posthaste.smtp.session.Reception;
import org.posthaste.smtp.session.SmtpSession;
import org.posthaste.smtp.session.SmtpState.InTransaction;
import org.posthaste.smtp.session.Step;
import org.posthaste.smtp.sign.MessageSigner;
import org.posthaste.smtp.srs.SenderRewriting;
import org.posthaste.smtp.verify.Disposition;
import org.posthaste.smtp.verify.Judgement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens behind the end of a message: examined, judged, stamped, stored, answered. The positive reply is built from
 * the completion of the store's stage and from nothing else: 250 means durable (RFC 5321 §6.1). No thread waits for it,
 * nor for the DNS.
 *
 * <p>A message goes once to each account and once to each address of another host, however many of its recipients lead
 * there; the queue for other hosts is written in the same transaction. Thread-safe; each call belongs to
 * its session's executor.
 *
 * <p>Fails: in SMTP there is one reply for all recipients. If the store took the message for some and not for others
 * (an account was removed or filled up since RCPT) the reply is 451: the client sends again, RCPT then refuses the
 * recipient that failed, and the others get a second copy once. Better twice than lost without a word.
 */
public final class Acceptance {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptance.class);

    private final PolicyChecks checks;
    private final SenderRewriting rewriting;
    private final SendingLimits limits;
    private final ArrivalReports reports;
    private final Examination examination;
    private final MessageSigner signer;
    private final Signatures signatures;
    private final ReportedMail reported;

    /** A pipeline with these checks. */
    public Acceptance(
            PolicyChecks checks,
            SenderRewriting rewriting,
            SendingLimits limits,
            FailureReporter reporter,
            Trust trust) {
        this.checks = checks;
        this.rewriting = rewriting;
        this.limits = limits;
        this.reports = new ArrivalReports(reporter);
        this.examination = new Examination(trust.verifier(), trust.watcher());
        this.signer = trust.signer();
        this.signatures = new Signatures(trust.signer());
        this.reported = new ReportedMail(trust.inbox());
    }

    /** A message that has come in whole, and what was found out about it; empty if that was not asked. */
    private record Arrived(
            SmtpSession session,
            InTransaction state,
            Reception reception,
            ParsedMessage message,
            Optional<Judgement> judgement) {
        MailTransaction transaction() {
            return state.transaction();
        }
    }

    /** The message is complete: ends the transaction with one reply, in LMTP one for each recipient (RFC 2033 §4.2). */
    public Step accept(SmtpSession session, InTransaction state, Reception reception, boolean bareLineEnd) {
        if (reception.failure().isPresent()) {
            return refuse(session, state, reception.failure().get());
        }
        if (bareLineEnd) {
            return refuse(session, state, "line ends", Replies.BARE_LINE_END, new HashMap<>(), "");
        }
        ParsedMessage message;
        try {
            message = reception.finish();
        } catch (StoreException e) {
            return refuse(session, state, e);
        }
        return Step.later(
                examination.of(session, state, reception),
                judgement -> examined(new Arrived(session, state, reception, message, judgement)));
    }

    private Step examined(Arrived arrived) {
        MessageSubject subject =
                new MessageSubject(arrived.session(), arrived.transaction(), arrived.message(), arrived.judgement());
        return Step.later(checks.onMessage().run(subject), verdict -> judged(arrived, verdict));
    }

    private Step judged(Arrived arrived, Verdict verdict) {
        if (arrived.session().state() != arrived.state()) {
            // The client went away while a check was pending; nothing was promised.
            return new Step.Say(List.of());
        }
        return verdict instanceof Verdict.Refuse refusal
                ? refuse(arrived, refusal)
                : reported.read(arrived.transaction(), arrived.reception(), arrived.message(), arrived.judgement())
                        .map(reading -> Step.later(reading, read -> reportsRead(arrived, read)))
                        .orElseGet(() -> deliver(arrived, ""));
    }

    /** Reports are kept before the message is filed: should filing fail, they are known when it comes again. */
    private Step reportsRead(Arrived arrived, ReportedMail.Read read) {
        if (arrived.session().state() != arrived.state()) {
            return new Step.Say(List.of());
        }
        return read.problem().isPresent()
                ? refuse(arrived.session(), arrived.state(), read.problem().get())
                : deliver(arrived, read.told());
    }

    private Step deliver(Arrived arrived, String told) {
        SmtpSession session = arrived.session();
        MailTransaction transaction = arrived.transaction();
        ParsedMessage message = arrived.message();
        TraceFields.Prefix prefix = new TraceFields(session, arrived.state(), signatures)
                .prefix(
                        message.header(),
                        arrived.judgement(),
                        arrived.reception().hashed());
        Filing filing = Filing.of(session, transaction, Examination.junk(arrived.judgement()));
        OutgoingMail elsewhere = new OutgoingMail(
                session, transaction, message.header(), rewriting, ArrivalReports.allowed(arrived.judgement()));
        boolean held = held(session, transaction, elsewhere);
        Optional<Outgoing> outgoing = elsewhere.entry(prefix.returnPath(), held);
        Map<String, String> details = details(arrived, prefix.messageId());
        if (!filing.accounts().isEmpty()) {
            details.put("mailbox", filing.names());
        }
        if (!told.isEmpty()) {
            details.put("report", told);
        }
        if (held) {
            details.put("reason", "held: sending limit");
        }
        List<JournalEntry> journal = ArrivalEntries.accepted(
                session, transaction, message.size(), elsewhere.addresses().size(), details);
        Delivery delivery =
                new Delivery(arrived.reception().handOver(), prefix.octets(), filing.targets(), journal, outgoing);
        List<byte[]> header = ArrivalReports.allowed(arrived.judgement())
                ? ArrivalReports.header(transaction, message.header())
                : List.of();
        session.dropTransaction();
        CompletionStage<DeliveryOutcome> outcome = stored(session, delivery)
                .handle((receipt, problem) -> problem == null
                        ? DeliveryOutcome.of(filing.accounts(), receipt)
                        : DeliveryOutcome.failed(filing.accounts(), StoreException.of(problem)));
        return Step.later(outcome, result -> {
            if (result.problem().isEmpty() && result.failures().isEmpty()) {
                arrived.judgement()
                        .ifPresent(found -> examination.settled(session, arrived.state(), arrived.reception(), found));
                if (ArrivalReports.allowed(arrived.judgement())) {
                    reports.delivered(session, transaction, message.size(), header);
                }
            }
            return answer(arrived, result);
        });
    }

    /** Stores a message; one that was for addresses of reports only is told of in the journal and dropped. */
    private static CompletionStage<DeliveryReceipt> stored(SmtpSession session, Delivery delivery) {
        if (!delivery.targets().isEmpty() || delivery.outgoing().isPresent()) {
            return session.store().deliver(delivery);
        }
        delivery.message().close();
        delivery.journal().forEach(session.store().journal()::append);
        return CompletableFuture.completedFuture(new DeliveryReceipt(List.of()));
    }

    /** True if the user sends more than allowed. */
    private boolean held(SmtpSession session, MailTransaction transaction, OutgoingMail elsewhere) {
        if (session.login().isEmpty()) {
            return false;
        }
        SendingLimits.Judgement judgement = limits.count(session.login().get().account(), elsewhere.addresses());
        judgement.reached().ifPresent(reached -> SurgeNotice.send(session, signer, transaction.id(), reached));
        return judgement.held();
    }

    /** What the journal tells of a message that came in whole. */
    private static Map<String, String> details(Arrived arrived, Optional<String> addedMessageId) {
        Map<String, String> details = new HashMap<>();
        JournalTexts.client(details, arrived.session(), arrived.state());
        JournalTexts.messageId(details, arrived.message().header(), addedMessageId);
        arrived.judgement().ifPresent(judgement -> JournalTexts.judgement(details, judgement));
        return details;
    }

    private static Step answer(Arrived arrived, DeliveryOutcome outcome) {
        SmtpSession session = arrived.session();
        MailTransaction transaction = arrived.transaction();
        boolean outside =
                transaction.recipients().stream().anyMatch(r -> !r.outside().isEmpty());
        List<Reply> replies = session.role() == ListenerRole.LMTP
                ? transaction.recipients().stream()
                        .map(recipient -> outcome.reply(
                                recipient.accounts(),
                                !recipient.outside().isEmpty(),
                                transaction.id(),
                                session.config()))
                        .toList()
                : List.of(outcome.reply(outcome.accounts(), outside, transaction.id(), session.config()));
        outcome.problem().ifPresent(problem -> logProblem(session, transaction, problem));
        if (replies.stream().anyMatch(Reply::isPositive)) {
            session.counters().accepted(arrived.message().size());
        } else {
            session.counters().refusal();
        }
        log(session, transaction, arrived.message().size(), replies.get(0), JournalTexts.log(arrived.judgement()));
        return new Step.Say(replies);
    }

    private Step refuse(Arrived arrived, Verdict.Refuse refusal) {
        arrived.judgement()
                .filter(judgement -> judgement.disposition() == Disposition.REJECT)
                .ifPresent(judgement ->
                        examination.settled(arrived.session(), arrived.state(), arrived.reception(), judgement));
        return refuse(
                arrived.session(),
                arrived.state(),
                refusal.check(),
                refusal.reply(),
                details(arrived, Optional.empty()),
                JournalTexts.log(arrived.judgement()));
    }

    private static Step refuse(SmtpSession session, InTransaction state, StoreException problem) {
        logProblem(session, state.transaction(), problem);
        return refuse(
                session, state, "store", StoreFailures.reply(problem.failure(), session.config()), new HashMap<>(), "");
    }

    private static Step refuse(
            SmtpSession session,
            InTransaction state,
            String reason,
            Reply reply,
            Map<String, String> details,
            String findings) {
        MailTransaction transaction = state.transaction();
        long size = transaction.reception().map(Reception::received).orElse(0L);
        session.dropTransaction();
        session.counters().refusal();
        JournalTexts.client(details, session, state);
        details.put("from", transaction.senderText());
        details.put("to", ArrivalEntries.recipients(transaction));
        details.put("size", Long.toString(size));
        details.put("reason", reason);
        details.put("status", reply.summary());
        Kind kind = reply.isPermanent() ? Kind.REJECTED : Kind.DEFERRED;
        session.store().journal().append(session.entry(kind, transaction.id(), details));
        log(session, transaction, size, reply, findings);
        boolean lmtp = session.role() == ListenerRole.LMTP;
        return new Step.Say(transaction.recipients().stream()
                .limit(lmtp ? Long.MAX_VALUE : 1)
                .map(recipient -> reply)
                .toList());
    }

    /** The cause of a refusal that has to do with us and not with the message. */
    private static void logProblem(SmtpSession session, MailTransaction transaction, StoreException problem) {
        if (problem.failure() == StoreFailure.INTERNAL) {
            LOG.error("not stored sid={} msg={}", session.sid(), transaction.id(), problem);
        } else if (problem.failure() != StoreFailure.TOO_BIG) {
            LOG.warn(
                    "not stored sid={} msg={} reason={}: {}",
                    session.sid(),
                    transaction.id(),
                    problem.failure(),
                    problem.getMessage());
        }
    }

    private static void log(SmtpSession session, MailTransaction transaction, long size, Reply reply, String findings) {
        LOG.info(
                "message {} sid={} peer={} user={} msg={} from={} to={} size={} status={} ms={}{}",
                reply.isPositive() ? "accepted" : "refused",
                session.sid(),
                session.peer().getHostAddress(),
                session.login().map(login -> login.user()).orElse("-"),
                transaction.id(),
                transaction.senderText(),
                ArrivalEntries.recipients(transaction),
                size,
                reply.summary(),
                Duration.between(transaction.begun(), session.clock().instant()).toMillis(),
                findings);
    }
}
