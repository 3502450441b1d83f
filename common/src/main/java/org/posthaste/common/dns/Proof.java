package org.posthaste.common.dns;

import java.net.InetAddress;
import java.util.stream.Collectors;
import org.posthaste.common.dns.DnsSettings.Dnssec;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.dnssec.ValidatingResolver;

/**
 * How certain an answer is (RFC 4033 §5).
 *
 * @param secure proved
 * @param reason why it must not be believed; empty: it may be
 */
record Proof(boolean secure, String reason) {
    /** In every Docker container: hands on what resolvers elsewhere say, their AD bit included. */
    private static final String DOCKER = "127.0.0.11";

    static Proof of(Message message, Dnssec dnssec) {
        boolean claimed = message.getHeader().getFlag(Flags.AD);
        return switch (dnssec) {
            case OFF -> new Proof(false, "");
                // Anybody on the way from another host could have set the bit (RFC 4035 §4.9.3).
            case TRUST_RESOLVER -> new Proof(claimed && isHere(message), "");
            case VALIDATE -> {
                int rcode = message.getRcode();
                yield rcode == Rcode.NOERROR || rcode == Rcode.NXDOMAIN
                        ? new Proof(claimed, "")
                        : new Proof(false, "DNSSEC: " + reason(message));
            }
        };
    }

    boolean forged() {
        return !reason.isEmpty();
    }

    private static boolean isHere(Message message) {
        return message.getResolver()
                .filter(resolver -> resolver instanceof SimpleResolver simple
                        && isHere(simple.getAddress().getAddress()))
                .isPresent();
    }

    /** True for a resolver whose word on validation counts: it runs on this host, and does not only hand on another's. */
    static boolean isHere(InetAddress resolver) {
        return resolver.isLoopbackAddress() && !resolver.getHostAddress().equals(DOCKER);
    }

    private static String reason(Message message) {
        for (Record record : message.getSection(Section.ADDITIONAL)) {
            if (record instanceof TXTRecord text && record.getDClass() == ValidatingResolver.VALIDATION_REASON_QCLASS) {
                return text.getStrings().stream().map(Object::toString).collect(Collectors.joining());
            }
        }
        return "the answer cannot be proved";
    }
}
