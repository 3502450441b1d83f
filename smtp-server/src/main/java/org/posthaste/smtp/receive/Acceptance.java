package org.posthaste.smtp.receive;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.posthaste.common.message.ParsedMessage;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.Delivery;
import org.posthaste.mailstore.Flags;
import org.posthaste.mailstore.MailboxName;
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
import org.posthaste.smtp.session.Recipient;
import org.posthaste.smtp.session.SmtpSession;
import org.posthaste.smtp.session.SmtpState.InTransaction;
import org.posthaste.smtp.session.Step;
import org.posthaste.smtp.srs.SenderRewriting;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens behind the end of a message: judged, stamped, stored, answered. The positive reply is built from the
 * completion of the store's stage and from nothing else: 250 means durable (RFC 5321 §6.1). No thread waits for it.
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
    private static final int NAMED_RECIPIENTS = 10;
    private static final int NAMES_IN_ENTRY = 900;

    private final PolicyChecks checks;
    private final SenderRewriting rewriting;
    private final SendingLimits limits;
    private final ArrivalReports reports;

    /** A pipeline with these checks. */
    public Acceptance(PolicyChecks checks, SenderRewriting rewriting, SendingLimits limits, FailureReporter reporter) {
        this.checks = checks;
        this.rewriting = rewriting;
        this.limits = limits;
        this.reports = new ArrivalReports(reporter);
    }

    /** The message is complete: ends the transaction with one reply, in LMTP one for each recipient (RFC 2033 §4.2). */
    public Step accept(SmtpSession session, InTransaction state, Reception reception, boolean bareLineEnd) {
        if (reception.failure().isPresent()) {
            return refuse(session, state.transaction(), reception.failure().get());
        }
        if (bareLineEnd) {
            return refuse(session, state.transaction(), "line ends", Replies.BARE_LINE_END);
        }
        ParsedMessage message;
        try {
            message = reception.finish();
        } catch (StoreException e) {
            return refuse(session, state.transaction(), e);
        }
        MessageSubject subject = new MessageSubject(session, state.transaction(), message);
        return Step.later(
                checks.onMessage().run(subject), verdict -> judged(session, state, reception, message, verdict));
    }

    private Step judged(
            SmtpSession session, InTransaction state, Reception reception, ParsedMessage message, Verdict verdict) {
        if (session.state() != state) {
            // The client went away while a check was pending; nothing was promised.
            return new Step.Say(List.of());
        }
        return verdict instanceof Verdict.Refuse refusal
                ? refuse(session, state.transaction(), refusal.check(), refusal.reply())
                : deliver(session, state, reception, message);
    }

    private Step deliver(SmtpSession session, InTransaction state, Reception reception, ParsedMessage message) {
        MailTransaction transaction = state.transaction();
        TraceFields.Prefix prefix = new TraceFields(session, state).prefix(message.header());
        Set<AccountId> accounts = new LinkedHashSet<>();
        transaction.recipients().forEach(recipient -> accounts.addAll(recipient.accounts()));
        List<Delivery.Target> targets = accounts.stream()
                .map(account -> new Delivery.Target(account, MailboxName.INBOX, Flags.NONE))
                .collect(Collectors.toCollection(ArrayList::new));
        SentCopy.of(session, transaction).ifPresent(targets::add);
        OutgoingMail elsewhere = new OutgoingMail(session, transaction, message.header(), rewriting);
        boolean held = held(session, transaction, elsewhere);
        Optional<Outgoing> outgoing = elsewhere.entry(prefix.returnPath(), held);
        List<JournalEntry> journal = journal(session, transaction, message.size(), held);
        Delivery delivery = new Delivery(reception.handOver(), prefix.octets(), targets, journal, outgoing);
        List<byte[]> header = ArrivalReports.header(transaction, message.header());
        session.dropTransaction();
        CompletionStage<DeliveryOutcome> outcome = session.store()
                .deliver(delivery)
                .handle((receipt, problem) -> problem == null
                        ? DeliveryOutcome.of(List.copyOf(accounts), receipt)
                        : DeliveryOutcome.failed(List.copyOf(accounts), StoreException.of(problem)));
        return Step.later(outcome, result -> {
            if (result.problem().isEmpty() && result.failures().isEmpty()) {
                reports.delivered(session, transaction, message.size(), header);
            }
            return answer(session, transaction, message.size(), result);
        });
    }

    /** True if the user sends more than allowed. */
    private boolean held(SmtpSession session, MailTransaction transaction, OutgoingMail elsewhere) {
        if (session.login().isEmpty()) {
            return false;
        }
        SendingLimits.Judgement judgement = limits.count(session.login().get().account(), elsewhere.addresses());
        judgement.reached().ifPresent(reached -> SurgeNotice.send(session, transaction.id(), reached));
        return judgement.held();
    }

    /**
     * Entries that become durable together with the message: one, as each costs as much as a copy of the message; only
     * if there are very many recipients some of their names come in others before it.
     */
    private static List<JournalEntry> journal(
            SmtpSession session, MailTransaction transaction, long size, boolean held) {
        List<JournalEntry> entries = new ArrayList<>(1);
        Map<String, String> whereTo = new HashMap<>();
        if (transaction.recipients().stream()
                .anyMatch(recipient -> !recipient.accounts().isEmpty())) {
            whereTo.put("mailbox", MailboxName.INBOX.value());
        }
        if (outside(transaction) > 0) {
            whereTo.put("queued", Long.toString(outside(transaction)));
        }
        if (held) {
            whereTo.put("reason", "held: sending limit");
        }
        StringBuilder names = new StringBuilder();
        for (Recipient recipient : transaction.recipients()) {
            String name = recipient.address().toString();
            if (names.length() + name.length() >= NAMES_IN_ENTRY && !names.isEmpty()) {
                Map<String, String> details = new HashMap<>(whereTo);
                details.put("to", names.toString());
                entries.add(session.entry(Kind.FILED, transaction.id(), details));
                names.setLength(0);
            }
            names.append(names.isEmpty() ? "" : ",").append(name);
        }
        whereTo.put("from", transaction.senderText());
        whereTo.put("to", names.toString());
        whereTo.put("size", Long.toString(size));
        entries.add(session.entry(Kind.ACCEPTED, transaction.id(), whereTo));
        return entries;
    }

    /** Addresses of other hosts. */
    private static long outside(MailTransaction transaction) {
        if (transaction.outside() == 0) {
            return 0;
        }
        return transaction.recipients().stream()
                .flatMap(recipient -> recipient.outside().stream())
                .distinct()
                .count();
    }

    private static Step answer(SmtpSession session, MailTransaction transaction, long size, DeliveryOutcome outcome) {
        boolean lmtp = session.role() == ListenerRole.LMTP;
        List<Reply> replies = lmtp
                ? transaction.recipients().stream()
                        .map(recipient -> outcome.reply(
                                recipient.accounts(),
                                !recipient.outside().isEmpty(),
                                transaction.id(),
                                session.config()))
                        .toList()
                : List.of(outcome.reply(
                        outcome.accounts(), outside(transaction) > 0, transaction.id(), session.config()));
        outcome.problem().ifPresent(problem -> logProblem(session, transaction, problem));
        if (replies.stream().anyMatch(Reply::isPositive)) {
            session.counters().accepted(size);
        } else {
            session.counters().refusal();
        }
        log(session, transaction, size, replies.get(0));
        return new Step.Say(replies);
    }

    private Step refuse(SmtpSession session, MailTransaction transaction, StoreException problem) {
        logProblem(session, transaction, problem);
        return refuse(session, transaction, "store", StoreFailures.reply(problem.failure(), session.config()));
    }

    private static Step refuse(SmtpSession session, MailTransaction transaction, String reason, Reply reply) {
        long size = transaction.reception().map(Reception::received).orElse(0L);
        session.dropTransaction();
        session.counters().refusal();
        session.store()
                .journal()
                .append(session.entry(
                        reply.isPermanent() ? Kind.REJECTED : Kind.DEFERRED,
                        transaction.id(),
                        Map.of(
                                "from", transaction.senderText(),
                                "to", recipients(transaction),
                                "size", Long.toString(size),
                                "reason", reason,
                                "status", reply.summary())));
        log(session, transaction, size, reply);
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

    private static void log(SmtpSession session, MailTransaction transaction, long size, Reply reply) {
        LOG.info(
                "message {} sid={} peer={} user={} msg={} from={} to={} size={} status={} ms={}",
                reply.isPositive() ? "accepted" : "refused",
                session.sid(),
                session.peer().getHostAddress(),
                session.login().map(login -> login.user()).orElse("-"),
                transaction.id(),
                transaction.senderText(),
                recipients(transaction),
                size,
                reply.summary(),
                Duration.between(transaction.begun(), session.clock().instant()).toMillis());
    }

    private static String recipients(MailTransaction transaction) {
        List<Recipient> all = transaction.recipients();
        String named = all.stream()
                .limit(NAMED_RECIPIENTS)
                .map(recipient -> recipient.address().toString())
                .collect(Collectors.joining(","));
        return all.size() <= NAMED_RECIPIENTS ? named : named + " and " + (all.size() - NAMED_RECIPIENTS) + " more";
    }
}
