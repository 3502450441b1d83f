package org.posthaste.smtp.policy;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Predicate;
import org.posthaste.common.dns.DnsResolver;

/**
 * All checks of the server, moment by moment.
 *
 * @param onMail judges the sender
 * @param onRecipient judges each recipient
 * @param onMessage judges the whole message
 */
public record PolicyChecks(
        PolicyChain<SenderSubject> onMail,
        PolicyChain<RecipientSubject> onRecipient,
        PolicyChain<MessageSubject> onMessage) {
    /** The checks in the order they run. */
    public static PolicyChecks standard(DnsResolver dns) {
        return standard(dns, InetAddress::isLoopbackAddress);
    }

    /** The same, with other peers whose senders' domains are not asked for. */
    public static PolicyChecks standard(DnsResolver dns, Predicate<InetAddress> exempt) {
        return new PolicyChecks(
                new PolicyChain<>(List.of(new LoginCheck(), new SenderCheck(), new SenderDomainCheck(dns, exempt))),
                new PolicyChain<>(List.of(new RelayCheck(), new RecipientCheck(), new QuotaCheck())),
                new PolicyChain<>(List.of(new LoopCheck(), new FromCheck())));
    }
}
