package org.posthaste.smtp.verify.spf;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network of {@code ip4} or {@code ip6} (RFC 7208 §5.6). IPv4 clients match {@code ip4} alone, also those whose
 * address comes mapped into IPv6.
 */
final class Network {
    private static final Pattern QUAD = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

    private final byte[] octets;
    private final int prefix;

    private Network(byte[] octets, int prefix) {
        this.octets = octets;
        this.prefix = prefix;
    }

    /** An IPv4 network; empty if the text is no dotted quad without leading zeros. */
    static Optional<Network> ipv4(String text, int prefix) {
        return quad(text).map(octets -> new Network(octets, prefix));
    }

    /** An IPv6 network; empty if the text is no address of RFC 4291 §2.2. */
    static Optional<Network> ipv6(String text, int prefix) {
        int colon = text.lastIndexOf(':');
        if (colon < 0 || !IPV6.matcher(text).matches()) {
            return Optional.empty();
        }
        String last = text.substring(colon + 1);
        if (last.indexOf('.') >= 0 && quad(last).isEmpty()) {
            return Optional.empty();
        }
        try {
            // With a colon in it the text is never looked up.
            return Optional.of(new Network(unmapped(InetAddress.getByName(text).getAddress()), prefix));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    boolean contains(InetAddress address) {
        return sameStart(octets, address.getAddress(), prefix);
    }

    /** True if two addresses of one family share so many bits. */
    static boolean sameStart(byte[] one, byte[] other, int bits) {
        if (one.length != other.length) {
            return false;
        }
        int whole = Math.min(bits, one.length * 8) / 8;
        for (int i = 0; i < whole; i++) {
            if (one[i] != other[i]) {
                return false;
            }
        }
        int rest = bits % 8;
        return rest == 0 || whole == one.length || (one[whole] ^ other[whole]) >> 8 - rest == 0;
    }

    /** Java turns mapped addresses into IPv4 ones. */
    private static byte[] unmapped(byte[] octets) {
        if (octets.length == 16) {
            return octets;
        }
        byte[] mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        System.arraycopy(octets, 0, mapped, 12, 4);
        return mapped;
    }

    private static Optional<byte[]> quad(String text) {
        Matcher matcher = QUAD.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        byte[] octets = new byte[4];
        for (int i = 0; i < 4; i++) {
            String number = matcher.group(i + 1);
            int value = Integer.parseInt(number);
            if (value > 255 || number.length() > 1 && number.startsWith("0")) {
                return Optional.empty();
            }
            octets[i] = (byte) value;
        }
        return Optional.of(octets);
    }
}
