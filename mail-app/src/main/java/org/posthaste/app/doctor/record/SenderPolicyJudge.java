package org.posthaste.app.doctor.record;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.posthaste.app.doctor.Answers;
import org.posthaste.app.doctor.Surroundings;
import org.posthaste.app.records.ExpectedRecord;
import org.posthaste.app.records.ExpectedRecord.Purpose;
import org.posthaste.common.address.MailAddress;
import org.posthaste.common.dns.DnsResolver;
import org.posthaste.common.dns.DnsView;
import org.posthaste.smtp.verify.spf.SpfQuery;
import org.posthaste.smtp.verify.spf.SpfResult;
import org.posthaste.smtp.verify.spf.SpfResult.Verdict;
import org.posthaste.smtp.verify.spf.SpfVerifier;

/** SPF (RFC 7208): any record by which every address of ours passes is right, however it says so. */
final class SenderPolicyJudge implements RecordJudge {
    private static final String VERSION = "v=spf1";

    private final Surroundings around;
    private final DnsResolver dns;
    private final SpfVerifier verifier;

    SenderPolicyJudge(Surroundings around, DnsResolver dns) {
        this.around = around;
        this.dns = dns;
        this.verifier = new SpfVerifier(around.config().hostname(), around.clock());
    }

    @Override
    public Judgement judge(ExpectedRecord expected, DnsView view) throws InterruptedException {
        List<String> found = Texts.beginning(view, VERSION).stream()
                .filter(text -> text.strip().length() == VERSION.length()
                        || Character.isWhitespace(text.strip().charAt(VERSION.length())))
                .toList();
        if (found.size() > 1) {
            return Judgement.wrong(
                    found.size() + " records: " + String.join(" | ", found),
                    "There must be one only: with several SPF fails for everybody (RFC 7208 §4.5). Make one of them.");
        }
        if (found.isEmpty()) {
            return Texts.damaged(view, VERSION).orElseGet(Judgement::missing);
        }
        return evaluated(expected, found.get(0));
    }

    private Judgement evaluated(ExpectedRecord expected, String text) throws InterruptedException {
        String name = Names.bare(expected.name());
        if (around.addresses().isEmpty()) {
            return Judgement.unknown("the addresses of this host are not known");
        }
        for (InetAddress address : around.addresses()) {
            SpfResult result;
            try {
                result = Answers.value(
                        verifier.check(query(expected.purpose(), name, address), new OneRecord(dns, name, text)));
            } catch (TimeoutException e) {
                return Judgement.unknown("SPF was not evaluated in time");
            }
            Optional<Judgement> problem = problem(result, address, text);
            if (problem.isPresent()) {
                return problem.get();
            }
        }
        return text.toLowerCase(Locale.ROOT).matches(".*\\s\\+?all(\\s.*)?")
                ? Judgement.warning(text, "\"+all\" lets everybody send in the name of " + name + ". Write -all.")
                : Judgement.right(text);
    }

    private SpfQuery query(Purpose purpose, String name, InetAddress address) {
        String helo = around.config().hostname();
        return purpose == Purpose.HOST_SPF
                ? new SpfQuery(address, name, Optional.empty())
                : new SpfQuery(address, helo, Optional.of(new MailAddress("postmaster", name)));
    }

    private static Optional<Judgement> problem(SpfResult result, InetAddress address, String text) {
        if (result.verdict() == Verdict.PASS) {
            return Optional.empty();
        }
        if (result.verdict() == Verdict.TEMPERROR) {
            return Optional.of(Judgement.unknown("SPF cannot be evaluated: " + result.reason()));
        }
        if (result.verdict() == Verdict.PERMERROR) {
            return Optional.of(Judgement.wrong(
                    text, "The record cannot be used: " + result.reason() + ". Shorten it or correct the term."));
        }
        return Optional.of(Judgement.wrong(
                text,
                "Mail from " + address.getHostAddress() + " (an address of this host) does not pass but gets \""
                        + result.verdict().text() + "\". Add "
                        + (address.getAddress().length == 4 ? "ip4:" : "ip6:") + address.getHostAddress() + "."));
    }
}
