package org.posthaste.app.records;

import java.net.Inet6Address;
import java.net.InetAddress;

/** Addresses as DNS records hold them. Pure. */
final class AddressText {
    private AddressText() {}

    static String of(InetAddress address) {
        return address instanceof Inet6Address six ? compressed(six.getAddress()) : address.getHostAddress();
    }

    /** RFC 5952 §4. */
    private static String compressed(byte[] octets) {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (octets[2 * i] & 0xff) << 8 | octets[2 * i + 1] & 0xff;
        }
        int best = -1;
        int length = 1;
        for (int begin = 0; begin < 8; begin++) {
            int end = begin;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - begin > length) {
                best = begin;
                length = end - begin;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == best) {
                text.append("::");
                i += length - 1;
            } else {
                text.append(text.length() == 0 || text.charAt(text.length() - 1) == ':' ? "" : ":");
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    /** RFC 1035 §3.5, RFC 3596 §2.5. */
    static String reverse(InetAddress address) {
        byte[] octets = address.getAddress();
        StringBuilder name = new StringBuilder();
        for (int i = octets.length - 1; i >= 0; i--) {
            if (octets.length == 4) {
                name.append(octets[i] & 0xff).append('.');
            } else {
                name.append(Integer.toHexString(octets[i] & 15)).append('.');
                name.append(Integer.toHexString(octets[i] >> 4 & 15)).append('.');
            }
        }
        return name + (octets.length == 4 ? "in-addr.arpa." : "ip6.arpa.");
    }
}
