package org.posthaste.app.doctor.record;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.posthaste.app.records.ExpectedRecord;
import org.posthaste.common.dns.DnsView;

/** DMARC records (RFC 9989 §4.7): one that is valid; its policy is the administrator's choice. */
final class DmarcJudge implements RecordJudge {
    private static final Set<String> POLICIES = Set.of("none", "quarantine", "reject");

    @Override
    public Judgement judge(ExpectedRecord expected, DnsView view) {
        return Texts.one(view, "v=DMARC1", DmarcJudge::judge);
    }

    private static Judgement judge(String text) {
        Map<String, String> tags = Texts.tags(text);
        if (!"DMARC1".equals(tags.get("v"))) {
            return Judgement.wrong(text, "The record must begin with v=DMARC1;");
        }
        String policy = tags.getOrDefault("p", "").toLowerCase(Locale.ROOT);
        if (!POLICIES.contains(policy)) {
            return Judgement.wrong(
                    text,
                    policy.isEmpty()
                            ? "The record has no policy: add p=none, p=quarantine or p=reject."
                            : "p=" + policy + " is no policy; p is none, quarantine or reject.");
        }
        String reports = tags.getOrDefault("rua", "");
        return reports.isEmpty() || reports.toLowerCase(Locale.ROOT).contains("mailto:")
                ? Judgement.right(text)
                : Judgement.wrong(text, "rua must name addresses as URIs: rua=mailto:NAME@DOMAIN.");
    }
}
