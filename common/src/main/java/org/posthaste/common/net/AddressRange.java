package org.posthaste.common.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/** A network in CIDR notation, such as {@code 192.0.2.0/24}, or a single address. Never asks the DNS. */
public final class AddressRange {
    /** Loopback, private and link-local networks. */
    private static final List<AddressRange> LOCAL = List.of(
            parse("127.0.0.0/8"),
            parse("10.0.0.0/8"),
            parse("172.16.0.0/12"),
            parse("192.168.0.0/16"),
            parse("169.254.0.0/16"),
            parse("::1"),
            parse("fc00::/7"),
            parse("fe80::/10"));

    private final byte[] network;
    private final int prefix;

    private AddressRange(byte[] network, int prefix) {
        this.network = network;
        this.prefix = prefix;
    }

    /**
     * Parses a network.
     *
     * @throws IllegalArgumentException if the text is no address, or the prefix does not fit
     */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        byte[] network = address(literal)
                .orElseThrow(() -> new IllegalArgumentException("not a network like 192.0.2.0/24: " + text))
                .getAddress();
        int prefix = network.length * 8;
        if (slash >= 0) {
            String digits = text.substring(slash + 1);
            if (!digits.matches("[0-9]{1,3}") || Integer.parseInt(digits) > prefix) {
                throw new IllegalArgumentException("bad prefix length: " + text);
            }
            prefix = Integer.parseInt(digits);
        }
        return new AddressRange(network, prefix);
    }

    /** The address a literal stands for; empty for anything else, names included. */
    static Optional<InetAddress> address(String literal) {
        boolean ipv6 = literal.indexOf(':') >= 0 && literal.matches("[0-9A-Fa-f:.]{2,45}");
        boolean ipv4 = literal.matches("([0-9]{1,3}\\.){3}[0-9]{1,3}");
        if (!ipv6 && !ipv4) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(literal));
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }

    /** Bits that all its addresses share. */
    public int prefix() {
        return prefix;
    }

    /** True for a network of IPv6. */
    public boolean isIpv6() {
        return network.length == 16;
    }

    /** True if all of it is loopback, private or link-local: nobody's packets come from there over the Internet. */
    public boolean isLocal() {
        return LOCAL.stream().anyMatch(range -> range.prefix <= prefix && range.contains(network));
    }

    /** True if the address lies in this network. */
    public boolean contains(InetAddress address) {
        return contains(address.getAddress());
    }

    private boolean contains(byte[] octets) {
        if (octets.length != network.length) {
            return false;
        }
        int whole = prefix / 8;
        for (int i = 0; i < whole; i++) {
            if (octets[i] != network[i]) {
                return false;
            }
        }
        int rest = prefix % 8;
        return rest == 0 || (octets[whole] ^ network[whole]) >> 8 - rest == 0;
    }
}
