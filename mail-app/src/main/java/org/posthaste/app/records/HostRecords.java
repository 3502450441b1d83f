package org.posthaste.app.records;

import java.net.InetAddress;
import java.util.List;

/**
 * What the records of every domain are made from: this host. A value.
 *
 * @param hostname the server's name, without the last full stop
 * @param addresses under which others reach it; empty if none is known
 * @param senders further addresses that mail leaves from
 * @param services what mail programs may use
 * @param keyDigests SHA-256 of the public keys of the certificates it shows, in hexadecimal
 * @param policy the MTA-STS policy of its domains
 * @param authorities domains of the certification authorities that may issue for it; empty: no CAA record
 * @param dmarc the policy that DMARC records name
 * @param smartHost all mail leaves through this host of others; empty: mail leaves from here
 */
public record HostRecords(
        String hostname,
        List<InetAddress> addresses,
        List<InetAddress> senders,
        List<Service> services,
        List<String> keyDigests,
        MtaStsPolicyText policy,
        List<String> authorities,
        DmarcPolicy dmarc,
        String smartHost) {
    public HostRecords {
        addresses = List.copyOf(addresses);
        senders = List.copyOf(senders);
        services = List.copyOf(services);
        keyDigests = List.copyOf(keyDigests);
        authorities = List.copyOf(authorities);
    }

    /**
     * A service that clients find by SRV.
     *
     * @param label such as {@code _imaps._tcp}
     * @param priority the lower the better
     */
    public record Service(String label, int priority, int port) {}

    /** What others shall do with mail in our name that is not ours. */
    public enum DmarcPolicy {
        NONE,
        QUARANTINE,
        REJECT
    }

    /** The same with other addresses. */
    public HostRecords withAddresses(List<InetAddress> others) {
        return new HostRecords(hostname, others, senders, services, keyDigests, policy, authorities, dmarc, smartHost);
    }
}
