package org.posthaste.app.doctor.record;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.posthaste.app.doctor.Answers;
import org.posthaste.app.doctor.State;
import org.posthaste.app.records.ExpectedRecord;
import org.posthaste.common.dns.DnsInspector;
import org.posthaste.common.dns.DnsView;
import org.posthaste.common.dns.RawRecord;

/** Which authorities may issue certificates (RFC 8659 §3, §4.2): ours among them. What is said higher up counts where nothing is said. */
final class AuthorityJudge implements RecordJudge {
    private final DnsInspector inspector;

    AuthorityJudge(DnsInspector inspector) {
        this.inspector = inspector;
    }

    @Override
    public Judgement judge(ExpectedRecord expected, DnsView view) throws InterruptedException {
        DnsView relevant = view;
        String name = Names.bare(expected.name());
        try {
            while (!relevant.found() && name.contains(".")) {
                name = Names.parent(name);
                relevant = Answers.value(inspector.ask(name, "CAA"));
                if (relevant.isFailure()) {
                    return Judgement.unknown("CAA of " + name + ": " + relevant.reason());
                }
            }
        } catch (TimeoutException e) {
            return Judgement.unknown("CAA of " + name + ": no answer in time");
        }
        if (!relevant.found()) {
            return new Judgement(
                    State.MISSING, "nothing", "Any authority may issue certificates, ours too. " + expected.why());
        }
        String published = String.join(
                ", ", relevant.records().stream().map(RawRecord::data).toList());
        List<String> issuers = relevant.records().stream()
                .map(RawRecord::data)
                .filter(data -> data.split("\\s+")[1].equalsIgnoreCase("issue"))
                .map(AuthorityJudge::issuer)
                .toList();
        return issuers.isEmpty() || issuers.contains(issuer(expected.value()))
                ? Judgement.right(published)
                : Judgement.wrong(
                        published,
                        "The records at " + name + " forbid our authority to issue certificates: the next renewal will"
                                + " fail. Add this one.");
    }

    private static String issuer(String data) {
        int quote = data.indexOf('"');
        String value = quote < 0 ? "" : data.substring(quote + 1).replace("\"", "");
        return value.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
