package org.posthaste.app.doctor.record;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.posthaste.app.doctor.Answers;
import org.posthaste.common.dns.DnsAnswer;
import org.posthaste.common.dns.DnsResolver;

/** Tells whether a name leads to this host. Thread-safe; blocks. */
final class LeadsHere {
    private final DnsResolver dns;
    private final List<InetAddress> addresses;

    LeadsHere(DnsResolver dns, List<InetAddress> addresses) {
        this.dns = dns;
        this.addresses = addresses;
    }

    boolean leadsHere(String name) throws InterruptedException {
        return addresses(name).stream().anyMatch(addresses::contains);
    }

    private List<InetAddress> addresses(String name) throws InterruptedException {
        DnsAnswer<InetAddress> four = Answers.of(dns.addresses4(name));
        DnsAnswer<InetAddress> six = Answers.of(dns.addresses6(name));
        List<InetAddress> all = new ArrayList<>(four.records());
        all.addAll(six.records());
        return all;
    }
}
