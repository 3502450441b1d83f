package org.posthaste.smtp.policy;

import java.net.InetAddress;
import java.util.List;
import java.util.function.BooleanSupplier;
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
    /** The checks in the order they run, where all mail for other hosts goes as the DNS says. */
    public static PolicyChecks standard(DnsResolver dns) {
        return standard(dns, InetAddress::isLoopbackAddress, () -> false);
    }

    /**
     * The checks in the order they run.
     *
     * @param dns tells of the domains of senders and recipients
     * @param exempt peers whose senders' domains are not asked for
     * @param routed true if not all mail goes where the DNS says
     */
    public static PolicyChecks standard(DnsResolver dns, Predicate<InetAddress> exempt, BooleanSupplier routed) {
        return new PolicyChecks(
                new PolicyChain<>(List.of(new LoginCheck(), new SenderCheck(), new SenderDomainCheck(dns, exempt))),
                new PolicyChain<>(List.of(
                        new RelayCheck(),
                        new RecipientCheck(),
                        new HoldCheck(),
                        new QuotaCheck(),
                        new DestinationCheck(dns, routed))),
                new PolicyChain<>(List.of(new LoopCheck(), new FromCheck(), new DmarcCheck())));
    }
}
