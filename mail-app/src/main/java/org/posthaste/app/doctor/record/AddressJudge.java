package org.posthaste.app.doctor.record;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.posthaste.app.records.ExpectedRecord;
import org.posthaste.common.dns.DnsView;
import org.posthaste.common.dns.RawRecord;

/** Addresses of this host: A and AAAA. */
final class AddressJudge implements RecordJudge {
    private final List<InetAddress> addresses;

    AddressJudge(List<InetAddress> addresses) {
        this.addresses = addresses;
    }

    @Override
    public Judgement judge(ExpectedRecord expected, DnsView view) {
        if (!view.found()) {
            return Judgement.missing();
        }
        InetAddress wanted = address(expected.value());
        List<InetAddress> found =
                view.records().stream().map(record -> address(record.data())).toList();
        String published =
                String.join(", ", view.records().stream().map(RawRecord::data).toList());
        if (!found.contains(wanted)) {
            return Judgement.wrong(published, "The name leads elsewhere. Replace the record.");
        }
        if (view.isAlias(expected.name())) {
            return Judgement.warning(
                    published,
                    "The name is an alias (CNAME). Mail exchangers must not be one (RFC 2181 §10.3), and some hosts"
                            + " deliver nothing to them.");
        }
        List<InetAddress> strangers =
                found.stream().filter(address -> !addresses.contains(address)).toList();
        return strangers.isEmpty()
                ? Judgement.right(published)
                : Judgement.warning(
                        published,
                        strangers.get(0).getHostAddress()
                                + " is no address of this host: a part of the mail goes there. Remove it.");
    }

    /** The octets decide; the text has no name in it, so nobody is asked. */
    static InetAddress address(String text) {
        try {
            return InetAddress.getByAddress(InetAddress.getByName(text).getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
