package org.posthaste.smtp.verify.spf;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Clock;
import java.util.List;
import java.util.Locale;

/**
 * What macros stand for (RFC 7208 §7.2).
 *
 * @param client the client's address
 * @param helo what it called itself, as it was sent
 * @param localPart of the sender, never empty
 * @param senderDomain of the sender
 * @param receivingHost this host
 * @param clock the time of explanations
 */
record MacroValues(
        InetAddress client, String helo, String localPart, String senderDomain, String receivingHost, Clock clock) {
    private static final String HEX = "0123456789ABCDEF";

    /**
     * False for names made of a local part that is not ASCII: such terms match nothing (RFC 8616 §4).
     */
    boolean fits(MacroText text) {
        return Words.isAscii(localPart) || !text.uses('l') && !text.uses('s');
    }

    /** The values in the record of a domain. */
    MacroText.Values at(String domain, List<String> clientNames) {
        return letter -> value(letter, domain, clientNames);
    }

    private String value(char letter, String domain, List<String> clientNames) {
        return switch (letter) {
            case 's' -> localPart + "@" + senderDomain;
            case 'l' -> localPart;
            case 'o' -> senderDomain;
            case 'd' -> domain;
            case 'i' -> client instanceof Inet4Address ? client.getHostAddress() : nibbles(client.getAddress());
            case 'p' -> clientName(domain, clientNames);
            case 'v' -> client instanceof Inet4Address ? "in-addr" : "ip6";
            case 'h' -> helo;
            case 'c' -> text(client);
            case 'r' -> receivingHost;
            case 't' -> Long.toString(clock.instant().getEpochSecond());
            default -> throw new IllegalArgumentException("no macro: " + letter);
        };
    }

    /** The domain itself, a name in it, any, in this order (RFC 7208 §7.3). */
    private static String clientName(String domain, List<String> names) {
        String lower = domain.toLowerCase(Locale.ROOT);
        return names.stream()
                .filter(lower::equals)
                .findFirst()
                .or(() -> names.stream()
                        .filter(name -> Names.isWithin(name, lower))
                        .findFirst())
                .or(() -> names.stream().findFirst())
                .orElse("unknown");
    }

    private static String nibbles(byte[] octets) {
        StringBuilder dotted = new StringBuilder();
        for (byte octet : octets) {
            dotted.append(dotted.length() == 0 ? "" : ".")
                    .append(HEX.charAt(octet >> 4 & 15))
                    .append('.')
                    .append(HEX.charAt(octet & 15));
        }
        return dotted.toString();
    }

    /** As people write it: the longest run of zeros in IPv6 left out, no name of an interface. */
    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        if (address instanceof Inet4Address) {
            return text;
        }
        int zone = text.indexOf('%');
        String[] groups = (zone < 0 ? text : text.substring(0, zone)).split(":");
        int start = 0;
        int length = 0;
        for (int i = 0; i < groups.length; i++) {
            int end = i;
            while (end < groups.length && groups[end].equals("0")) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
        }
        List<String> all = List.of(groups);
        return length < 2
                ? String.join(":", all)
                : String.join(":", all.subList(0, start)) + "::"
                        + String.join(":", all.subList(start + length, all.size()));
    }
}
