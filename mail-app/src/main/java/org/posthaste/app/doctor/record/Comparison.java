package org.posthaste.app.doctor.record;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.posthaste.app.doctor.Area;
import org.posthaste.app.doctor.Finding;
import org.posthaste.app.doctor.State;
import org.posthaste.app.records.ExpectedRecord;
import org.posthaste.common.dns.DnsView;
import org.posthaste.common.dns.RawRecord;

/**
 * Makes one finding of what all servers say. The servers of the zone decide; where they are right and the resolver is
 * not yet, the world only has to wait. A server that does not answer never makes a record missing. Confined to one thread.
 */
final class Comparison {
    private static final int LONGEST = 160;

    private final RecordJudge judge;
    private final Map<DnsView, Judgement> made = new HashMap<>();

    Comparison(RecordJudge judge) {
        this.judge = judge;
    }

    /** What one server has, judged. */
    private record Word(String server, Judgement judgement) {}

    /** The finding about one record. */
    Finding finding(ExpectedRecord expected, Area area, Sights sights) throws InterruptedException {
        List<Word> good = new ArrayList<>();
        List<Word> bad = new ArrayList<>();
        List<Word> silent = new ArrayList<>();
        for (Sights.Sight sight : sights.authorities()) {
            Judgement judgement = judged(expected, sight.view());
            (judgement.silent() ? silent : judgement.good() ? good : bad).add(new Word(sight.server(), judgement));
        }
        Judgement result;
        if (good.isEmpty() && bad.isEmpty()) {
            result = fromResolver(expected, sights, silent);
        } else if (bad.isEmpty()) {
            result = good(expected, sights, good, silent);
        } else if (good.isEmpty()) {
            result = bad.get(0).judgement;
        } else {
            result = differing(sights, good, bad);
        }
        return finding(expected, area, result);
    }

    private static Finding finding(ExpectedRecord expected, Area area, Judgement result) {
        State state = result.state();
        boolean fine = state == State.RIGHT || state == State.SKIPPED;
        String remedy = !result.remedy().isEmpty() || state != State.MISSING
                ? result.remedy()
                : "Publish it: posthaste domain dns DOMAIN prints all records. " + expected.why();
        return new Finding(
                area,
                subject(expected),
                state,
                expected.required(),
                shortened(result.published()),
                fine ? "" : expected.value(),
                remedy);
    }

    static String subject(ExpectedRecord expected) {
        return expected.type() + " " + Names.bare(expected.name())
                + switch (expected.purpose()) {
                    case SPF, HOST_SPF -> " (SPF)";
                    case DKIM -> " (DKIM)";
                    case DMARC -> " (DMARC)";
                    case TLS_REPORTS -> " (TLS reports)";
                    case HOST_ADDRESS, DANE, CERTIFICATE_AUTHORITY -> " " + shortened(expected.value(), 40);
                    default -> "";
                };
    }

    private Judgement judged(ExpectedRecord expected, DnsView view) throws InterruptedException {
        if (view.isFailure()) {
            return Judgement.unknown(view.reason());
        }
        Judgement known = made.get(view);
        if (known == null) {
            known = judge.judge(expected, view);
            made.put(view, known);
        }
        return known;
    }

    private Judgement fromResolver(ExpectedRecord expected, Sights sights, List<Word> silent)
            throws InterruptedException {
        String why = silent.isEmpty()
                ? "the servers of its zone are not known: " + sights.zone().problem()
                : "no server of the zone answers: " + silent.get(0).server + ": "
                        + silent.get(0).judgement.published();
        Judgement resolver = judged(expected, sights.resolver());
        return resolver.state() == State.RIGHT
                ? Judgement.warning(resolver.published(), "Only the resolver could be asked; " + why + ".")
                : Judgement.unknown(why);
    }

    private Judgement good(ExpectedRecord expected, Sights sights, List<Word> good, List<Word> silent)
            throws InterruptedException {
        Judgement first = good.get(0).judgement;
        if (!silent.isEmpty()) {
            return Judgement.warning(
                    first.published(),
                    "The name server " + silent.get(0).server + " gives no answer ("
                            + silent.get(0).judgement.published() + "); whoever asks it waits, or gets none.");
        }
        Judgement resolver = judged(expected, sights.resolver());
        if (!resolver.good() && !resolver.silent() && first.state() == State.RIGHT) {
            return Judgement.warning(
                    first.published(),
                    "It is right at its source. The resolver still has what was there before ("
                            + shortened(resolver.published()) + ")" + left(sights.resolver())
                            + "; so may others. Nothing is to be done.");
        }
        return first;
    }

    private static String left(DnsView view) {
        return view.records().stream().mapToLong(RawRecord::ttl).max().stream()
                .mapToObj(seconds -> ", for at most " + seconds + " seconds")
                .findFirst()
                .orElse("");
    }

    private static Judgement differing(Sights sights, List<Word> good, List<Word> bad) {
        Word stale = bad.get(0);
        return Judgement.wrong(
                good.get(0).server + " has it; " + stale.server + " still has "
                        + shortened(stale.judgement.published()),
                "The name servers of " + sights.zone().apex() + " differ: raise the serial number of the zone, and"
                        + " look why " + stale.server + " does not fetch it.");
    }

    static String shortened(String text) {
        return shortened(text, LONGEST);
    }

    private static String shortened(String text, int most) {
        String plain = text.replaceAll("\\p{Cntrl}", "?");
        return plain.length() > most ? plain.substring(0, most) + "..." : plain;
    }
}
