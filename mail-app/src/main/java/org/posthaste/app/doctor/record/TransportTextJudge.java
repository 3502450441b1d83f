package org.posthaste.app.doctor.record;

import java.util.Map;
import org.posthaste.app.records.ExpectedRecord;
import org.posthaste.app.records.ExpectedRecord.Purpose;
import org.posthaste.common.dns.DnsView;

/** The records of MTA-STS (RFC 8461 §3.1), whose id tells others when to fetch the policy anew, and of TLS reports (RFC 8460 §3). */
final class TransportTextJudge implements RecordJudge {
    @Override
    public Judgement judge(ExpectedRecord expected, DnsView view) {
        return expected.purpose() == Purpose.MTA_STS
                ? Texts.one(
                        view,
                        "v=STSv1",
                        text -> policy(text, Texts.tags(expected.value()).getOrDefault("id", "")))
                : Texts.one(view, "v=TLSRPTv1", TransportTextJudge::reports);
    }

    private static Judgement policy(String text, String id) {
        String published = Texts.tags(text).getOrDefault("id", "");
        if (!published.matches("[0-9A-Za-z]{1,32}")) {
            return Judgement.wrong(text, "The id must be of 1 to 32 letters and digits.");
        }
        return published.equals(id)
                ? Judgement.right(text)
                : Judgement.wrong(
                        text, "The policy has changed since. Others fetch it anew only when the id is another one.");
    }

    private static Judgement reports(String text) {
        Map<String, String> tags = Texts.tags(text);
        String to = tags.getOrDefault("rua", "");
        return to.startsWith("mailto:") || to.startsWith("https:")
                ? Judgement.right(text)
                : Judgement.wrong(text, "rua must say where reports go: rua=mailto:NAME@DOMAIN.");
    }
}
