package org.posthaste.smtp.relay;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The order in which a host's addresses are tried: destination address selection of RFC 6724 §6 with the default policy
 * table of RFC 6724 §2.1. Rules 3, 4 and 7 need knowledge that no portable program has (deprecated and home addresses,
 * encapsulation) and are left out, as most resolvers do. Rule 9 is for IPv6 only: with IPv4 it would undo the
 * rotation by which a big receiver spreads its load. Equal addresses stay in the order they came in. Thread-safe.
 */
public final class AddressOrder {
    private static final int LINK_LOCAL = 2;
    private static final int SITE_LOCAL = 5;
    private static final int GLOBAL = 14;

    private final Function<InetAddress, Optional<InetAddress>> source;

    /**
     * An order.
     *
     * @param source the address this host would send from to a destination; empty if there is no way to it
     */
    public AddressOrder(Function<InetAddress, Optional<InetAddress>> source) {
        this.source = source;
    }

    /** The order by this host's routes. */
    public static AddressOrder ofThisHost() {
        return new AddressOrder(AddressOrder::routed);
    }

    private record Candidate(InetAddress destination, Optional<InetAddress> source) {}

    /** The addresses, best first. */
    public List<InetAddress> sorted(List<InetAddress> addresses) {
        if (addresses.size() < 2) {
            return addresses;
        }
        List<Candidate> candidates = new ArrayList<>(addresses.size());
        addresses.forEach(address -> candidates.add(new Candidate(address, source.apply(address))));
        Comparator<Candidate> order = Comparator.comparing((Candidate c) -> c.source.isEmpty()) // rule 1
                .thenComparing(c -> !sameScope(c)) // rule 2
                .thenComparing(c -> !sameLabel(c)) // rule 5
                .thenComparing(c -> -precedence(c.destination)) // rule 6
                .thenComparing(c -> scope(c.destination)) // rule 8
                .thenComparing(c -> -commonPrefix(c)); // rule 9
        candidates.sort(order); // stable: rule 10
        return candidates.stream().map(Candidate::destination).toList();
    }

    /** Connecting a datagram socket sends nothing; the system only chooses the route and with it our address. */
    private static Optional<InetAddress> routed(InetAddress destination) {
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.connect(new InetSocketAddress(destination, 25));
            return channel.getLocalAddress() instanceof InetSocketAddress local
                    ? Optional.of(local.getAddress())
                    : Optional.empty();
        } catch (IOException | UnresolvedAddressException e) {
            return Optional.empty(); // no route, or not this kind of addresses at all
        }
    }

    private static boolean sameScope(Candidate candidate) {
        return candidate.source.isPresent() && scope(candidate.source.get()) == scope(candidate.destination);
    }

    private static boolean sameLabel(Candidate candidate) {
        return candidate.source.isPresent()
                && policy(candidate.source.get()).label == policy(candidate.destination).label;
    }

    private static int precedence(InetAddress address) {
        return policy(address).precedence;
    }

    /** RFC 6724 §3.1, §3.2: IPv4 loopback and auto-configured addresses count as link-local, the rest as global. */
    private static int scope(InetAddress address) {
        if (address.isLoopbackAddress() || address.isLinkLocalAddress()) {
            return LINK_LOCAL;
        }
        return address instanceof Inet6Address && address.isSiteLocalAddress() ? SITE_LOCAL : GLOBAL;
    }

    private static int commonPrefix(Candidate candidate) {
        if (candidate.source.isEmpty() || candidate.destination instanceof Inet4Address) {
            return 0;
        }
        byte[] a = candidate.destination.getAddress();
        byte[] b = candidate.source.get().getAddress();
        int bits = 0;
        // Only the network part says something of the distance.
        for (int i = 0; i < 8 && i < b.length; i++) {
            int difference = (a[i] ^ b[i]) & 0xff;
            if (difference != 0) {
                return bits + Integer.numberOfLeadingZeros(difference) - 24;
            }
            bits += 8;
        }
        return bits;
    }

    private record Policy(int precedence, int label) {}

    private static final Policy LOOPBACK = new Policy(50, 0);
    private static final Policy USUAL = new Policy(40, 1);
    private static final Policy IPV4 = new Policy(35, 4);
    private static final Policy SIX_TO_FOUR = new Policy(30, 2);
    private static final Policy TEREDO = new Policy(5, 5);
    private static final Policy UNIQUE_LOCAL = new Policy(3, 13);
    private static final Policy SITE = new Policy(1, 11);
    private static final Policy SIX_BONE = new Policy(1, 12);

    private static Policy policy(InetAddress address) {
        byte[] octets = address.getAddress();
        if (octets.length == 4) {
            return IPV4;
        }
        int first = (octets[0] & 0xff) << 8 | octets[1] & 0xff;
        int second = (octets[2] & 0xff) << 8 | octets[3] & 0xff;
        if (address.isLoopbackAddress()) {
            return LOOPBACK;
        }
        if (first == 0x2002) {
            return SIX_TO_FOUR;
        }
        if (first == 0x2001 && second == 0) {
            return TEREDO;
        }
        if (first >> 9 == 0xfc >> 1) {
            return UNIQUE_LOCAL;
        }
        if (address.isSiteLocalAddress()) {
            return SITE;
        }
        return first == 0x3ffe ? SIX_BONE : USUAL;
    }
}
