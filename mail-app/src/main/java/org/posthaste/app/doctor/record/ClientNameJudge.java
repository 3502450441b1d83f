package org.posthaste.app.doctor.record;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import org.posthaste.app.records.ExpectedRecord;
import org.posthaste.common.dns.DnsView;
import org.posthaste.common.dns.RawRecord;

/** Names that should lead to this host, by a CNAME or by addresses of their own. */
final class ClientNameJudge implements RecordJudge {
    private final List<InetAddress> addresses;

    ClientNameJudge(List<InetAddress> addresses) {
        this.addresses = addresses;
    }

    @Override
    public String type(ExpectedRecord expected) {
        boolean four = addresses.isEmpty() || addresses.stream().anyMatch(Inet4Address.class::isInstance);
        return four ? "A" : "AAAA";
    }

    @Override
    public Judgement judge(ExpectedRecord expected, DnsView view) {
        String host = Names.bare(expected.value());
        boolean ours = view.canonical().equals(host);
        if (!view.found()) {
            return ours
                    ? Judgement.warning("CNAME " + host, "The name leads to " + host + ", which has no address.")
                    : Judgement.missing();
        }
        String found = (view.isAlias(expected.name()) ? view.canonical() + " " : "")
                + String.join(", ", view.records().stream().map(RawRecord::data).toList());
        boolean here = ours
                || view.records().stream().anyMatch(record -> addresses.contains(AddressJudge.address(record.data())));
        return here
                ? Judgement.right(found)
                : Judgement.warning(
                        found,
                        "The name leads to another host. That is right only if a proxy there passes it on to us.");
    }
}
