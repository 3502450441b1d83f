package org.posthaste.app.records;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.posthaste.app.records.ExpectedRecord.Purpose;
import org.posthaste.smtp.sign.DomainKey;

/**
 * Every record that should exist for a domain, those of the host among them. A value.
 *
 * @param domain as A-labels, without the last full stop
 * @param host what they are made from
 * @param records in the order of their importance
 * @param notes what else must be known, each in a sentence or two
 */
public record DomainRecords(String domain, HostRecords host, List<ExpectedRecord> records, List<String> notes) {
    /** What changes seldom. */
    private static final int HOUR = 3600;

    public DomainRecords {
        records = List.copyOf(records);
        notes = List.copyOf(notes);
    }

    /**
     * The records of a domain.
     *
     * @param keys all keys of the domain
     */
    public static DomainRecords of(String domain, HostRecords host, List<DomainKey> keys, Instant now) {
        Draft draft = new Draft(domain, host);
        draft.exchanger();
        draft.hostAddresses();
        draft.senderPolicy();
        keys.stream().filter(key -> key.published(now)).forEach(draft::key);
        draft.dmarc();
        draft.transport();
        draft.clients();
        draft.authorities();
        return new DomainRecords(domain, host, draft.records, Notes.of(host, keys, now));
    }

    /** Collects the records. */
    private static final class Draft {
        private final String domain;
        private final HostRecords host;
        private final String hostname;
        private final List<ExpectedRecord> records = new ArrayList<>();

        Draft(String domain, HostRecords host) {
            this.domain = ExpectedRecord.absolute(domain);
            this.host = host;
            this.hostname = ExpectedRecord.absolute(host.hostname());
        }

        private void must(String name, String type, String value, Purpose purpose, String why) {
            records.add(new ExpectedRecord(name, type, HOUR, value, purpose, true, why));
        }

        private void may(String name, String type, String value, Purpose purpose, String why) {
            records.add(new ExpectedRecord(name, type, HOUR, value, purpose, false, why));
        }

        void exchanger() {
            must(
                    domain,
                    "MX",
                    "10 " + hostname,
                    Purpose.MAIL_EXCHANGER,
                    "Mail for the domain is delivered to this host.");
        }

        void hostAddresses() {
            for (InetAddress address : host.addresses()) {
                must(
                        hostname,
                        address instanceof Inet4Address ? "A" : "AAAA",
                        AddressText.of(address),
                        Purpose.HOST_ADDRESS,
                        "Where this host is found.");
            }
            for (InetAddress address : host.addresses()) {
                must(
                        AddressText.reverse(address),
                        "PTR",
                        hostname,
                        Purpose.REVERSE_NAME,
                        "Ask whoever gave you the address: many hosts take no mail from one without a name.");
            }
        }

        /** RFC 7208; the second one speaks for the name this host says in EHLO, and so for mail with the null reverse-path (§2.4). */
        void senderPolicy() {
            StringBuilder text = new StringBuilder("v=spf1 mx");
            for (InetAddress address : host.senders()) {
                text.append(address instanceof Inet4Address ? " ip4:" : " ip6:").append(AddressText.of(address));
            }
            must(domain, "TXT", text + " -all", Purpose.SPF, "Mail of the domain comes from this host only.");
            if (!hostname.equals(domain)) {
                must(
                        hostname,
                        "TXT",
                        text.toString().replace("spf1 mx", "spf1 a") + " -all",
                        Purpose.HOST_SPF,
                        "The same for the name this host calls itself; bounces are checked by it.");
            }
        }

        /** RFC 6376, RFC 8463. */
        void key(DomainKey key) {
            String what =
                    switch (key.state()) {
                        case WAITING -> "The next key: it signs once this record is seen.";
                        case SIGNING -> "The key the domain's mail is signed with.";
                        case RETIRED -> "The key before: mail it signed is still under way until "
                                + key.removable().toString().substring(0, 10) + ".";
                    };
            must(ExpectedRecord.absolute(key.recordName()), "TXT", key.recordText(), Purpose.DKIM, what);
        }

        /** RFC 9989 §4.7. The reports go to the domain itself, so no other domain has to consent to them (RFC 9990 §4). */
        void dmarc() {
            String bare = domain.substring(0, domain.length() - 1);
            must(
                    "_dmarc." + domain,
                    "TXT",
                    "v=DMARC1; p=" + host.dmarc().name().toLowerCase(Locale.ROOT) + "; rua=mailto:dmarc-reports@"
                            + bare,
                    Purpose.DMARC,
                    "What others do with mail that only claims to be yours, and where they report it.");
        }

        /** RFC 8461, RFC 8460, RFC 7672 §3.1. */
        void transport() {
            String bare = domain.substring(0, domain.length() - 1);
            if (host.policy().mode() != MtaStsPolicyText.Mode.NONE) {
                must(
                        "_mta-sts." + domain,
                        "TXT",
                        "v=STSv1; id=" + host.policy().id(),
                        Purpose.MTA_STS,
                        "Others deliver over TLS with a valid certificate only; the policy is served at"
                                + " https://mta-sts." + bare + "/.well-known/mta-sts.txt.");
                must("mta-sts." + domain, "CNAME", hostname, Purpose.MTA_STS, "Where that policy is found.");
            }
            must(
                    "_smtp._tls." + domain,
                    "TXT",
                    "v=TLSRPTv1; rua=mailto:tls-reports@" + bare,
                    Purpose.TLS_REPORTS,
                    "Others report once a day whether TLS with this host worked.");
            for (String digest : host.keyDigests()) {
                may(
                        "_25._tcp." + hostname,
                        "TLSA",
                        "3 1 1 " + digest,
                        Purpose.DANE,
                        "The key of this host's certificate, for DANE. It counts only if the zone is signed (DNSSEC);"
                                + " it stays right as long as the certificate's key does.");
            }
        }

        /** RFC 6186, RFC 8314 §5.1. */
        void clients() {
            for (String label : List.of("autoconfig.", "autodiscover.")) {
                must(
                        label + domain,
                        "CNAME",
                        hostname,
                        Purpose.CLIENT_NAME,
                        "Mail programs ask there for their settings.");
            }
            for (HostRecords.Service service : host.services()) {
                must(
                        service.label() + "." + domain,
                        "SRV",
                        service.priority() + " 1 " + service.port() + " " + hostname,
                        Purpose.CLIENT_SERVICE,
                        "Mail programs find the service by it.");
            }
        }

        /** RFC 8659 §4. */
        void authorities() {
            for (String name : hostname.equals(domain) ? List.of(domain) : List.of(hostname, domain)) {
                for (String authority : host.authorities()) {
                    may(
                            name,
                            "CAA",
                            "0 issue \"" + authority + "\"",
                            Purpose.CERTIFICATE_AUTHORITY,
                            name.equals(hostname)
                                    ? "Nobody else may issue certificates for this host."
                                    : "Nobody else may issue certificates for the domain. If its web site has one from"
                                            + " elsewhere, name that authority too, or leave this out.");
                }
            }
        }
    }

    /** The records that belong into the domain's own zone. */
    public Stream<ExpectedRecord> inZone() {
        return records.stream().filter(record -> record.isIn(domain));
    }

    /** Those that others have to make: of the host's zone, or of the address's. */
    public Stream<ExpectedRecord> elsewhere() {
        return records.stream().filter(record -> !record.isIn(domain));
    }
}
