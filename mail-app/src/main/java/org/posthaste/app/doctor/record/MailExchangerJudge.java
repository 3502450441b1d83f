package org.posthaste.app.doctor.record;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.posthaste.app.records.ExpectedRecord;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.common.dns.DnsView;
import org.posthaste.common.dns.RawRecord;

/** Mail exchangers (RFC 5321 §5.1): this host is one of them, by its name. */
final class MailExchangerJudge implements RecordJudge {
    private final LeadsHere here;

    MailExchangerJudge(DnsResolver dns, List<InetAddress> addresses) {
        this.here = new LeadsHere(dns, addresses);
    }

    @Override
    public Judgement judge(ExpectedRecord expected, DnsView view) throws InterruptedException {
        if (!view.found()) {
            return Judgement.missing();
        }
        String ours = host(expected.value());
        String published = String.join(
                ", ", view.records().stream().map(RawRecord::data).sorted().toList());
        List<String> others = new ArrayList<>();
        boolean listed = false;
        for (RawRecord record : view.records()) {
            String host = host(record.data());
            if (host.equals(ours)) {
                listed = true;
            } else {
                others.add(host);
            }
        }
        if (!listed) {
            for (String other : others) {
                if (here.leadsHere(other)) {
                    return Judgement.warning(
                            published,
                            other + " leads here too, but it is not the name this host calls itself and has its"
                                    + " certificate for.");
                }
            }
            return Judgement.wrong(
                    published,
                    published.equals("0 .")
                            ? "This says that the domain takes no mail (RFC 7505). Replace it."
                            : "Mail goes elsewhere. Replace it, or add this host.");
        }
        return others.isEmpty()
                ? Judgement.right(published)
                : Judgement.warning(
                        published,
                        "Mail may also go to " + String.join(", ", others)
                                + ". That is right only if it is handed on to this host from there.");
    }

    private static String host(String data) {
        String[] words = data.strip().split("\\s+");
        return Names.bare(words[words.length - 1]);
    }
}
