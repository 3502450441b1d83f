package org.posthaste.app.doctor.record;

import java.util.List;
import org.posthaste.app.records.ExpectedRecord;
import org.posthaste.common.dns.DnsView;
import org.posthaste.common.dns.RawRecord;

/** Where mail programs find a service (RFC 6186 §3, RFC 2782): port and host count, priority and weight do not. */
final class ServiceJudge implements RecordJudge {
    @Override
    public Judgement judge(ExpectedRecord expected, DnsView view) {
        if (!view.found()) {
            return Judgement.missing();
        }
        List<String> targets = view.records().stream()
                .map(RawRecord::data)
                .map(ServiceJudge::target)
                .toList();
        String published =
                String.join(", ", view.records().stream().map(RawRecord::data).toList());
        if (!targets.contains(target(expected.value()))) {
            return Judgement.wrong(published, "Mail programs are sent to another place. Replace the record.");
        }
        return targets.size() == 1
                ? Judgement.right(published)
                : Judgement.warning(published, "Mail programs may be sent to other places as well.");
    }

    /** Port and host. */
    private static String target(String data) {
        String[] words = data.strip().split("\\s+");
        return words.length < 4 ? data : words[2] + " " + Names.bare(words[3]);
    }
}
