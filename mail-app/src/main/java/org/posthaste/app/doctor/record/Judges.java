package org.posthaste.app.doctor.record;

import java.net.InetAddress;
import java.util.List;
import org.posthaste.app.doctor.Area;
import org.posthaste.app.doctor.Surroundings;
import org.posthaste.app.records.ExpectedRecord.Purpose;
import org.posthaste.common.dns.DnsResolver;

/** Who judges which record, and where it is shown. Thread-safe. */
final class Judges {
    private final RecordJudge exchanger;
    private final RecordJudge address;
    private final RecordJudge clientName;
    private final RecordJudge authority;
    private final RecordJudge senderPolicy;

    /**
     * @param dns what is published now
     */
    Judges(Surroundings around, DnsResolver dns) {
        List<InetAddress> addresses = around.addresses();
        exchanger = new MailExchangerJudge(dns, addresses);
        address = new AddressJudge(addresses);
        clientName = new ClientNameJudge(addresses);
        authority = new AuthorityJudge(around.inspector());
        senderPolicy = new SenderPolicyJudge(around, dns);
    }

    RecordJudge of(Purpose purpose, String type) {
        if (type.equals("CNAME")) {
            return clientName;
        }
        return switch (purpose) {
            case MAIL_EXCHANGER -> exchanger;
            case HOST_ADDRESS -> address;
            case SPF, HOST_SPF -> senderPolicy;
            case DKIM -> new DkimJudge();
            case DMARC -> new DmarcJudge();
            case MTA_STS, TLS_REPORTS -> new TransportTextJudge();
            case DANE -> new TlsaJudge();
            case CLIENT_NAME -> clientName;
            case CLIENT_SERVICE -> new ServiceJudge();
            case CERTIFICATE_AUTHORITY -> authority;
            case REVERSE_NAME -> throw new IllegalArgumentException("reverse names are examined with the host");
        };
    }

    static Area area(Purpose purpose) {
        return switch (purpose) {
            case MAIL_EXCHANGER, HOST_ADDRESS, REVERSE_NAME -> Area.RECEIVING;
            case SPF, HOST_SPF, DKIM, DMARC -> Area.AUTHENTICATION;
            case MTA_STS, TLS_REPORTS, DANE -> Area.TRANSPORT;
            case CLIENT_NAME, CLIENT_SERVICE -> Area.CLIENTS;
            case CERTIFICATE_AUTHORITY -> Area.CERTIFICATES;
        };
    }
}
