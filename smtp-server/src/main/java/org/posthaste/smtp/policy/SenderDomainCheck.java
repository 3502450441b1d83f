package org.posthaste.smtp.policy;

import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.posthaste.common.dns.DnsAnswer;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.common.dns.MxRecord;
import org.posthaste.smtp.protocol.Replies;
import org.posthaste.smtp.session.ListenerRole;
import org.posthaste.smtp.session.SmtpConfig.SenderDomain;
import org.posthaste.smtp.session.SmtpSession;

/**
 * A stranger's reverse-path must lead somewhere: its domain has mail exchangers or addresses (RFC 5321 §5.1), and does
 * not say that it takes no mail (RFC 7505 §4.2). Otherwise nobody could be told what becomes of the message.
 *
 * <p>Left alone are the null path, address literals, our own domains (other checks are about those), users who logged
 * in, trusted networks, LMTP, and whatever runs on this host: its administrator put it there, its bounces would only
 * come back here, and it often sends as a name no DNS knows.
 *
 * <p>Fails: a DNS that does not answer defers the message, or with {@link SenderDomain#IF_CERTAIN} lets it pass; it
 * never refuses it for good.
 */
final class SenderDomainCheck implements PolicyCheck<SenderSubject> {
    private final DnsResolver dns;
    private final Predicate<InetAddress> exempt;

    /**
     * The check.
     *
     * @param exempt peers whose senders are not looked at
     */
    SenderDomainCheck(DnsResolver dns, Predicate<InetAddress> exempt) {
        this.dns = dns;
        this.exempt = exempt;
    }

    @Override
    public String name() {
        return "sender-domain";
    }

    @Override
    public CompletionStage<Verdict> check(SenderSubject subject) {
        SmtpSession session = subject.session();
        SenderDomain mode = session.config().senderDomain();
        if (mode == SenderDomain.OFF
                || session.role() != ListenerRole.MX
                || subject.sender().isEmpty()
                || session.maySendOutside()
                || exempt.test(session.peer())) {
            return Verdict.PASSED;
        }
        String domain = subject.sender().get().domain();
        if (domain.startsWith("[") || session.store().directory().isLocalDomain(domain)) {
            return Verdict.PASSED;
        }
        return dns.mx(domain).thenCompose(answer -> {
            if (answer instanceof DnsAnswer.Found<MxRecord> found) {
                return found.records().stream().allMatch(MxRecord::isNull)
                        ? Verdict.refused(this, Replies.SENDER_DOMAIN_TAKES_NO_MAIL)
                        : Verdict.PASSED;
            }
            if (answer instanceof DnsAnswer.NoData<MxRecord>) {
                return addresses(domain, mode);
            }
            return CompletableFuture.completedFuture(verdict(answer.definite(), mode));
        });
    }

    private CompletionStage<Verdict> addresses(String domain, SenderDomain mode) {
        return dns.addresses4(domain).thenCombine(dns.addresses6(domain), (four, six) -> {
            if (four instanceof DnsAnswer.Found || six instanceof DnsAnswer.Found) {
                return new Verdict.Pass();
            }
            return verdict(four.definite() && six.definite(), mode);
        });
    }

    /** Nothing was found. */
    private Verdict verdict(boolean certain, SenderDomain mode) {
        if (certain) {
            return new Verdict.Refuse(name(), Replies.SENDER_DOMAIN_UNKNOWN);
        }
        return mode == SenderDomain.IF_CERTAIN
                ? new Verdict.Pass()
                : new Verdict.Refuse(name(), Replies.SENDER_DOMAIN_LATER);
    }
}
