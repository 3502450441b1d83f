package org.posthaste.app.doctor.record;

import java.util.List;
import java.util.Locale;
import org.posthaste.app.records.ExpectedRecord;
import org.posthaste.common.dns.DnsView;
import org.posthaste.common.dns.RawRecord;

/** TLSA records of the key our certificate has (RFC 7672 §3.1); whether their zone is signed is another's question. */
final class TlsaJudge implements RecordJudge {
    @Override
    public Judgement judge(ExpectedRecord expected, DnsView view) {
        if (!view.found()) {
            return Judgement.missing();
        }
        List<String> records = view.records().stream()
                .map(RawRecord::data)
                .map(TlsaJudge::plain)
                .toList();
        String published = String.join(", ", records);
        return records.contains(plain(expected.value()))
                ? Judgement.right(published)
                : Judgement.wrong(
                        published,
                        "No record matches the key of this host's certificate. Hosts that check DANE deliver nothing"
                                + " until one does: publish this one first, and remove the old ones later.");
    }

    private static String plain(String data) {
        String[] words = data.strip().toLowerCase(Locale.ROOT).split("\\s+", 4);
        return words.length < 4
                ? data
                : words[0] + " " + words[1] + " " + words[2] + " " + words[3].replaceAll("\\s", "");
    }
}
