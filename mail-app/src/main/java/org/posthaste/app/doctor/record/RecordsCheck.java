package org.posthaste.app.doctor.record;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.posthaste.app.doctor.Answers;
import org.posthaste.app.doctor.Area;
import org.posthaste.app.doctor.DomainCheck;
import org.posthaste.app.doctor.Finding;
import org.posthaste.app.doctor.State;
import org.posthaste.app.doctor.Surroundings;
import org.posthaste.app.records.ExpectedRecord;
import org.posthaste.app.records.ExpectedRecord.Purpose;
import org.posthaste.common.dns.DnsView;
import org.posthaste.common.dns.Zone;
import org.posthaste.common.dns.Zone.Signing;

/** Compares every record of a domain with what should be there, at all servers of its zone and at the resolver. */
public final class RecordsCheck implements DomainCheck {
    @Override
    public String purpose() {
        return "DNS records of";
    }

    @Override
    public Area area() {
        return Area.RECEIVING;
    }

    @Override
    public List<Finding> examine(String domain, Surroundings around) throws InterruptedException {
        Zones zones = new Zones(around.inspector());
        List<String> own = List.of(domain, around.config().hostname());
        Judges judges = new Judges(around, new FreshDns(around.dns(), around.inspector(), zones, own));
        List<ExpectedRecord> expected = around.records().apply(domain).stream()
                .filter(record -> record.purpose() != Purpose.REVERSE_NAME)
                .toList();
        Map<String, CompletableFuture<Sights>> asked = new HashMap<>();
        // All questions are on their way before the first answer is waited for.
        List<CompletableFuture<Sights>> sights = expected.stream()
                .map(record -> asked.computeIfAbsent(
                        question(judges, record),
                        key -> Sights.look(
                                around.inspector(),
                                zones,
                                Names.bare(record.name()),
                                judges.of(record.purpose(), record.type()).type(record))))
                .toList();
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < expected.size(); i++) {
            findings.add(named(domain, finding(expected.get(i), judges, around, sights.get(i))));
        }
        return findings;
    }

    /** So that commands can be copied. */
    private static Finding named(String domain, Finding finding) {
        return new Finding(
                finding.area(),
                finding.subject(),
                finding.state(),
                finding.required(),
                finding.published(),
                finding.expected(),
                finding.remedy().replace("DOMAIN", domain));
    }

    private static String question(Judges judges, ExpectedRecord record) {
        return record.name() + " " + judges.of(record.purpose(), record.type()).type(record);
    }

    private static Finding finding(
            ExpectedRecord record, Judges judges, Surroundings around, CompletableFuture<Sights> asked)
            throws InterruptedException {
        Area area = Judges.area(record.purpose());
        Sights sights;
        try {
            sights = Answers.value(asked);
        } catch (TimeoutException e) {
            return Finding.unknown(area, Comparison.subject(record), "no answer in time");
        }
        Finding finding = new Comparison(judges.of(record.purpose(), record.type())).finding(record, area, sights);
        if (record.purpose() == Purpose.DANE) {
            return dane(finding, sights.zone());
        }
        return finding.state() == State.MISSING ? doubled(finding, record, around, sights.zone()) : finding;
    }

    /** Without a signed zone nobody looks at TLSA records (RFC 7672 §2.2). */
    private static Finding dane(Finding finding, Zone zone) {
        if (zone.signing() != Signing.UNSIGNED || finding.unsure()) {
            return finding;
        }
        return finding.state() == State.MISSING
                ? Finding.skipped(
                        finding.area(), finding.subject(), "the zone " + zone.apex() + " is not signed, so DANE is off")
                : Finding.warning(
                        finding.area(),
                        finding.subject(),
                        finding.published(),
                        "The zone " + zone.apex() + " is not signed (its parent has no DS record), so nobody looks at"
                                + " this. Sign it, or leave the record out.");
    }

    /** Forms that add the domain themselves make {@code _dmarc.example.org.example.org} of an absolute name. */
    private static Finding doubled(Finding finding, ExpectedRecord record, Surroundings around, Zone zone)
            throws InterruptedException {
        String twice = Names.bare(record.name()) + "." + zone.apex();
        if (zone.apex().isEmpty() || twice.length() > 250) {
            return finding;
        }
        try {
            DnsView view = Answers.value(around.inspector().ask(twice, record.type()));
            return view.found()
                    ? new Finding(
                            finding.area(),
                            finding.subject(),
                            State.WRONG,
                            record.required(),
                            "nothing here, but a record at " + twice,
                            record.value(),
                            "The form adds the domain itself: enter the name without it, as `posthaste domain dns"
                                    + " DOMAIN --form` prints it.")
                    : finding;
        } catch (TimeoutException e) {
            return finding;
        }
    }
}
