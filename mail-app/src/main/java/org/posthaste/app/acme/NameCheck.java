package org.posthaste.app.acme;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.posthaste.common.dns.DnsAnswer;
import org.posthaste.common.dns.DnsResolver;

/**
 * Whether names lead here, so that no authority is asked in vain. Where this host has no public address of a kind, as
 * behind a router, any address of that kind may be its own. Blocks its caller while the DNS is asked. Thread-safe.
 */
final class NameCheck {
    private final DnsResolver dns;
    private final Supplier<Set<InetAddress>> own;

    /**
     * A check.
     *
     * @param own the addresses of this host's interfaces
     */
    NameCheck(DnsResolver dns, Supplier<Set<InetAddress>> own) {
        this.dns = dns;
        this.own = own;
    }

    /**
     * Where names lead.
     *
     * @param problems names that do not lead here, and why
     * @param unknown those among them of which nobody knows just now
     */
    record Findings(Map<String, String> problems, Set<String> unknown) {}

    /** Looks at names; those besides the host's own may lead to the same addresses as it does. */
    Findings check(String hostname, List<String> names) {
        Set<InetAddress> ours = own.get();
        Looked host = look(hostname);
        Map<String, String> problems = new LinkedHashMap<>();
        Set<String> unknown = new HashSet<>();
        boolean hostLeadsHere = host.addresses.stream().anyMatch(address -> mayBeOurs(address, ours));
        for (String name : names) {
            Looked looked = name.equals(hostname) ? host : look(name);
            boolean here = looked.addresses.stream()
                    .anyMatch(address -> ours.contains(address)
                            || hostLeadsHere && host.addresses.contains(address)
                            || name.equals(hostname) && mayBeOurs(address, ours));
            if (here) {
                continue;
            }
            problems.put(name, looked.problem());
            if (looked.addresses.isEmpty() && looked.failure.isPresent()) {
                unknown.add(name);
            }
        }
        return new Findings(problems, unknown);
    }

    private static boolean mayBeOurs(InetAddress address, Set<InetAddress> ours) {
        return ours.contains(address)
                || ours.stream().noneMatch(each -> each.getClass() == address.getClass() && isPublic(each));
    }

    private static boolean isPublic(InetAddress address) {
        boolean local = address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isAnyLocalAddress();
        // Carriers' networks, and private ones of IPv6.
        boolean carrier = address instanceof Inet4Address
                && address.getAddress()[0] == 100
                && (address.getAddress()[1] & 0xc0) == 64;
        boolean unique = address instanceof Inet6Address && (address.getAddress()[0] & 0xfe) == 0xfc;
        return !local && !carrier && !unique;
    }

    private record Looked(Set<InetAddress> addresses, Optional<String> failure) {
        String problem() {
            if (!addresses.isEmpty()) {
                return "leads to "
                        + addresses.stream()
                                .map(InetAddress::getHostAddress)
                                .sorted()
                                .collect(Collectors.joining(", "))
                        + ", which is not this server";
            }
            return failure.map(reason -> "the DNS does not answer: " + reason).orElse("has no address in the DNS");
        }
    }

    private Looked look(String name) {
        DnsAnswer<InetAddress> four = dns.addresses4(name).toCompletableFuture().join();
        DnsAnswer<InetAddress> six = dns.addresses6(name).toCompletableFuture().join();
        Set<InetAddress> all = new HashSet<>(four.records());
        all.addAll(six.records());
        Optional<String> failure = Optional.empty();
        for (DnsAnswer<InetAddress> answer : List.of(four, six)) {
            if (answer instanceof DnsAnswer.TemporaryFailure<InetAddress> temporary) {
                failure = Optional.of(temporary.reason());
            }
        }
        return new Looked(all, failure);
    }
}
