package org.posthaste.smtp.relay;

import java.net.InetAddress;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.posthaste.common.dns.DnsAnswer;

/** A host that takes mail for a domain. Thread-safe. */
public final class MxHost {
    private final String name;
    private final int preference;
    private final boolean secure;
    private final Supplier<CompletionStage<DnsAnswer<InetAddress>>> addresses;

    MxHost(String name, int preference, boolean secure, Supplier<CompletionStage<DnsAnswer<InetAddress>>> addresses) {
        this.name = name;
        this.preference = preference;
        this.secure = secure;
        this.addresses = addresses;
    }

    /** Its name as A-labels in lower case, as the MX record has it; an address literal with its brackets. */
    public String name() {
        return name;
    }

    /** The preference of its MX record; 0 without one. */
    public int preference() {
        return preference;
    }

    /** True if DNSSEC proved that the domain's mail goes to this host (RFC 7672 §2.2.1). */
    public boolean secure() {
        return secure;
    }

    /**
     * Its addresses in the order they are to be tried (RFC 6724 §6); asked for only now. They are secure if all that is
     * known of them was proved, the absence of IPv6 or IPv4 addresses included. If one kind is found and the other
     * cannot be, those found are the answer.
     */
    public CompletionStage<DnsAnswer<InetAddress>> addresses() {
        return addresses.get();
    }

    @Override
    public String toString() {
        return preference + " " + name;
    }
}
