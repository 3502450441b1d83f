package org.posthaste.smtp.command;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.posthaste.common.address.MailAddress;
import org.posthaste.mailstore.journal.JournalEntry.Kind;
import org.posthaste.smtp.extension.PriorityExtension;
import org.posthaste.smtp.extension.SmtpExtensions;
import org.posthaste.smtp.policy.PolicyChecks;
import org.posthaste.smtp.policy.SenderSubject;
import org.posthaste.smtp.policy.Verdict;
import org.posthaste.smtp.protocol.MailParameters;
import org.posthaste.smtp.protocol.MessageIds;
import org.posthaste.smtp.protocol.Replies;
import org.posthaste.smtp.protocol.SmtpParser;
import org.posthaste.smtp.session.MailTransaction;
import org.posthaste.smtp.session.SmtpConfig.Limits;
import org.posthaste.smtp.session.SmtpSession;
import org.posthaste.smtp.session.SmtpState.Greeted;
import org.posthaste.smtp.session.Step;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * MAIL (RFC 5321 §4.1.1.2): the sender and the parameters of a message; a message announced too big is refused here
 * (RFC 1870 §6.1).
 */
final class MailCommand implements SmtpCommand.OutsideTransaction {
    private static final Logger LOG = LoggerFactory.getLogger(MailCommand.class);

    private final SmtpExtensions extensions;
    private final PolicyChecks checks;
    private final MessageIds ids;

    MailCommand(SmtpExtensions extensions, PolicyChecks checks, MessageIds ids) {
        this.extensions = extensions;
        this.checks = checks;
        this.ids = ids;
    }

    @Override
    public String verb() {
        return "MAIL";
    }

    @Override
    public Step execute(SmtpSession session, Greeted state, SmtpParser arguments) {
        arguments.space();
        arguments.word("FROM:");
        Optional<MailAddress> sender = arguments.reversePath();
        boolean utf8 = arguments.sawUtf8();
        MailParameters parameters = extensions.mail(session, arguments.parameters());
        Limits limits = session.config().limits();
        if (utf8 && !parameters.smtpUtf8()) {
            return Step.say(Replies.NEEDS_SMTPUTF8);
        }
        Instant now = session.clock().instant();
        Instant latest = now.plus(session.config().outside().longestHold());
        if (parameters
                .wishes()
                .hold()
                .filter(hold -> hold.from(now).isAfter(latest))
                .isPresent()) {
            return Step.say(Replies.HOLD_TOO_LONG);
        }
        if (session.counters().transactions() >= limits.messages()) {
            return new Step.Hangup(Replies.TOO_MANY_MESSAGES);
        }
        if (parameters.size() > limits.messageSize()) {
            return refuse(session, sender, new Verdict.Refuse("size", Replies.MESSAGE_TOO_BIG));
        }
        return Step.later(checks.onMail().run(new SenderSubject(session, sender, parameters)), verdict -> {
            if (verdict instanceof Verdict.Refuse refusal) {
                return refuse(session, sender, refusal);
            }
            boolean tooUrgent = parameters.wishes().priority() > PriorityExtension.HIGHEST;
            MailParameters granted = tooUrgent
                    ? parameters.withWishes(parameters.wishes().withPriority(PriorityExtension.HIGHEST))
                    : parameters;
            session.begin(state.greeting(), new MailTransaction(ids.next(), sender, granted, now));
            return Step.say(tooUrgent ? Replies.priorityLowered(PriorityExtension.HIGHEST) : Replies.SENDER_OK);
        });
    }

    private static Step refuse(SmtpSession session, Optional<MailAddress> sender, Verdict.Refuse refusal) {
        String from = sender.map(MailAddress::toString).orElse("<>");
        session.counters().refusal();
        LOG.info(
                "sender refused sid={} peer={} from={} check={} status={}",
                session.sid(),
                session.peer().getHostAddress(),
                from,
                refusal.check(),
                refusal.reply().summary());
        session.store()
                .journal()
                .append(session.entry(
                        refusal.reply().isPermanent() ? Kind.REJECTED : Kind.DEFERRED,
                        "",
                        Map.of(
                                "from",
                                from,
                                "reason",
                                refusal.check(),
                                "status",
                                refusal.reply().summary())));
        return Step.say(refusal.reply());
    }
}
