package org.posthaste.smtp.receive;

import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.posthaste.common.address.AddressParser;
import org.posthaste.common.address.MailAddress;
import org.posthaste.mailstore.AccountId;
import org.posthaste.mailstore.Delivery;
import org.posthaste.mailstore.Flags;
import org.posthaste.mailstore.IncomingMessage;
import org.posthaste.mailstore.MailboxName;
import org.posthaste.mailstore.Resolution;
import org.posthaste.mailstore.journal.JournalEntry.Kind;
import org.posthaste.smtp.session.Login;
import org.posthaste.smtp.session.SmtpSession;
import org.posthaste.smtp.sign.MessageSigner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a user, and the postmaster, that mail is held because a sending limit is reached. Thread-safe. */
final class SurgeNotice {
    private static final Logger LOG = LoggerFactory.getLogger(SurgeNotice.class);
    private static final int LIMIT = 64 * 1024;

    private SurgeNotice() {}

    /** Files the notice; nobody waits for it. */
    static void send(SmtpSession session, MessageSigner signer, String messageId, SendingLimits.Reached reached) {
        Login login = session.login().orElseThrow();
        LOG.warn(
                "mail is held: sending limit reached user={} msg={} limit={} sent={} span={}",
                login.user(),
                messageId,
                reached.limit(),
                reached.sent(),
                reached.span());
        Optional<MailAddress> user = AddressParser.mailbox(login.user());
        String domain = user.map(MailAddress::domain).orElse(session.config().hostname());
        MailAddress postmaster = new MailAddress("postmaster", domain);
        Set<AccountId> accounts = new LinkedHashSet<>(Set.of(login.account()));
        if (session.store().directory().resolve(postmaster) instanceof Resolution.Found found) {
            accounts.addAll(found.accounts());
        }
        String text = text(session, login.user(), postmaster, messageId, reached);
        byte[] plain = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        byte[] octets = signer.signGenerated(plain, domain);
        IncomingMessage message = session.store().incoming(LIMIT);
        message.write(octets, 0, octets.length);
        message.finish();
        List<Delivery.Target> targets = accounts.stream()
                .map(account -> new Delivery.Target(account, MailboxName.INBOX, Flags.NONE))
                .toList();
        byte[] prefix = "Return-Path: <>\r\n".getBytes(StandardCharsets.US_ASCII);
        Map<String, String> details = Map.of("to", login.user(), "reason", "sending limit");
        session.store()
                .deliver(new Delivery(message, prefix, targets, List.of(session.entry(Kind.FILED, messageId, details))))
                .whenComplete((receipt, problem) -> {
                    if (problem != null) {
                        LOG.error("the notice of held mail is not stored user={}", login.user(), problem);
                    }
                });
    }

    private static String text(
            SmtpSession session, String user, MailAddress postmaster, String messageId, SendingLimits.Reached reached) {
        String date = TraceFields.DATE.format(ZonedDateTime.now(session.clock()));
        return "From: Mail server <" + postmaster + ">\n"
                + "To: <" + user + ">\n"
                + "Cc: <" + postmaster + ">\n"
                + "Subject: Your mail is being held: sending limit reached\n"
                + "Date: " + date + "\n"
                + "Message-ID: <held." + messageId + "@" + session.config().hostname() + ">\n"
                + "Auto-Submitted: auto-generated\n"
                + "MIME-Version: 1.0\n"
                + "Content-Type: text/plain; charset=utf-8\n"
                + "\n"
                + "The account " + user + " has sent to " + reached.sent() + " " + reached.what()
                + " within one " + reached.span().replace("24 hours", "day") + ".\n"
                + "The limit is " + reached.limit() + ". Mail for other hosts beyond it is kept here and not sent;\n"
                + "nothing is lost. Mail to users of this server is not affected.\n"
                + "\n"
                + "If you did not send this mail, somebody knows your password. Change it now.\n"
                + "\n"
                + "If you did, ask the administrator of this server to let it go:\n"
                + "\n"
                + "  posthaste queue list --from " + user + "\n"
                + "  posthaste queue release --from " + user + "\n"
                + "\n"
                + "and, if you send this much more often, to raise the limit:\n"
                + "\n"
                + "  posthaste user set " + user + " --send-limit NUMBER/day --new-recipients-limit NUMBER/day\n"
                + "\n"
                + "The last message came from " + session.peer().getHostAddress() + ". This notice comes once a day.\n";
    }
}
