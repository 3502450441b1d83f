package org.posthaste.smtp.relay;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.posthaste.common.dns.DnsAnswer;
import org.posthaste.common.dns.DnsResolver;

/**
 * All addresses of a host, IPv6 and IPv4 asked for at the same time. At most eight of each kind are kept: who publishes
 * more does not make us try more. Thread-safe.
 */
final class HostAddresses {
    private static final int MAX_OF_A_KIND = 8;

    private final DnsResolver dns;
    private final Function<List<InetAddress>, List<InetAddress>> order;

    HostAddresses(DnsResolver dns, Function<List<InetAddress>, List<InetAddress>> order) {
        this.dns = dns;
        this.order = order;
    }

    CompletionStage<DnsAnswer<InetAddress>> of(String host) {
        return dns.addresses6(host).thenCombine(dns.addresses4(host), this::joined);
    }

    /** Addresses that are known without asking. */
    DnsAnswer<InetAddress> known(InetAddress address, String name) {
        return new DnsAnswer.Found<>(List.of(address), false, Duration.ZERO, name);
    }

    private DnsAnswer<InetAddress> joined(DnsAnswer<InetAddress> six, DnsAnswer<InetAddress> four) {
        boolean secure = (six.secure() || !six.definite()) && (four.secure() || !four.definite());
        List<InetAddress> all = new ArrayList<>(sendable(six));
        all.addAll(sendable(four));
        if (!all.isEmpty()) {
            List<DnsAnswer.Found<InetAddress>> found = Stream.of(six, four)
                    .filter(DnsAnswer.Found.class::isInstance)
                    .map(answer -> (DnsAnswer.Found<InetAddress>) answer)
                    .toList();
            Duration ttl = found.get(0).ttl();
            for (DnsAnswer.Found<InetAddress> each : found) {
                ttl = each.ttl().compareTo(ttl) < 0 ? each.ttl() : ttl;
            }
            String name = found.get(0).canonicalName();
            return new DnsAnswer.Found<>(order.apply(all), secure, ttl, name);
        }
        if (!six.definite()) {
            return six;
        }
        if (!four.definite()) {
            return four;
        }
        boolean nowhere = six instanceof DnsAnswer.NoSuchDomain && four instanceof DnsAnswer.NoSuchDomain;
        return nowhere ? new DnsAnswer.NoSuchDomain<>(secure) : new DnsAnswer.NoData<>(secure);
    }

    /** Without what no connection can go to, and without repetitions. */
    private static Set<InetAddress> sendable(DnsAnswer<InetAddress> answer) {
        Set<InetAddress> kept = new LinkedHashSet<>();
        for (InetAddress address : answer.records()) {
            boolean nowhere = address.isAnyLocalAddress()
                    || address.isMulticastAddress()
                    || address instanceof Inet6Address && address.isLinkLocalAddress();
            if (!nowhere && kept.size() < MAX_OF_A_KIND) {
                kept.add(address);
            }
        }
        return kept;
    }
}
