package org.posthaste.smtp.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.posthaste.common.address.MailAddress;
import org.posthaste.mailstore.dmarc.DmarcRecords;
import org.posthaste.mailstore.dmarc.DmarcRow;
import org.posthaste.mailstore.dmarc.DmarcTally;
import org.posthaste.smtp.verify.ArrivalWatcher;
import org.posthaste.smtp.verify.Disposition;
import org.posthaste.smtp.verify.Judgement;
import org.posthaste.smtp.verify.MessageAuthentication;
import org.posthaste.smtp.verify.dkim.DkimResult;
import org.posthaste.smtp.verify.dmarc.DmarcRecord;
import org.posthaste.smtp.verify.dmarc.DmarcRecord.Alignment;
import org.posthaste.smtp.verify.dmarc.DmarcRecord.Policy;
import org.posthaste.smtp.verify.dmarc.DmarcResult;
import org.posthaste.smtp.verify.spf.SpfResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts judged messages in memory and writes the sums now and then, so that no reception pays for it; a crash loses a minute of them. Only domains that want reports are counted. Floods of domains, addresses or
 * signatures lose what makes them special first, and then their count. Thread-safe.
 */
final class DmarcCounter implements ArrivalWatcher {
    private static final Logger LOG = LoggerFactory.getLogger(DmarcCounter.class);
    private static final int SIGNATURES = 10;

    /** Kinds of a domain told apart on a day; more lose what makes them special. */
    private static final int KINDS_OF_A_DOMAIN = 2_000;
    /** Domains on a day; more are not counted. */
    private static final int DOMAINS = 20_000;

    private static final int KINDS = 200_000;
    private static final int KINDS_WAITING = 20_000;

    private final DmarcRecords records;
    private final Predicate<String> local;
    private final ReportSchedule schedule;
    /** Guarded by itself, as are the next. */
    private final Map<Kind, Long> counted = new HashMap<>();

    private final Map<String, Integer> kinds = new HashMap<>();
    private int kindsOfDay;
    private long day;

    private record Kind(long day, String domain, String policy, DmarcRow row) {}

    /**
     * A counter.
     *
     * @param local domains of ours: what they publish is our own affair
     */
    DmarcCounter(DmarcRecords records, Predicate<String> local, ReportSchedule schedule) {
        this.records = records;
        this.local = local;
        this.schedule = schedule;
    }

    @Override
    public void judged(Arrival arrival) {
        Judgement judgement = arrival.judgement();
        DmarcRecord record = judgement.authentication().dmarc().record().orElse(null);
        if (record == null
                || record.aggregateReports().isEmpty()
                || judgement.disposition() == Disposition.DEFER
                || local.test(record.domain())) {
            return;
        }
        DmarcRow row = row(arrival);
        synchronized (counted) {
            begin(schedule.today());
            Kind kind = new Kind(day, record.domain(), policy(record), row);
            if (!counted.containsKey(kind)) {
                int known = kinds.getOrDefault(record.domain(), 0);
                if (known == 0 && kinds.size() >= DOMAINS) {
                    return;
                }
                if (known >= KINDS_OF_A_DOMAIN || kindsOfDay >= KINDS || counted.size() >= KINDS_WAITING) {
                    kind = new Kind(day, record.domain(), policy(record), plainer(row));
                } else {
                    kinds.put(record.domain(), known + 1);
                    kindsOfDay++;
                }
            }
            counted.merge(kind, 1L, Long::sum);
        }
    }

    private void begin(long today) {
        if (today != day) {
            day = today;
            kinds.clear();
            kindsOfDay = 0;
        }
    }

    private static DmarcRow plainer(DmarcRow row) {
        return new DmarcRow(
                "0.0.0.0", row.disposition(), row.dkimAligned(), row.spfAligned(), "", row.headerFrom(), "", "", "");
    }

    private static DmarcRow row(Arrival arrival) {
        Judgement judgement = arrival.judgement();
        MessageAuthentication found = judgement.authentication();
        DmarcResult dmarc = found.dmarc();
        return new DmarcRow(
                SourceAddress.text(arrival.message().client()),
                disposition(judgement),
                dmarc.dkimAligned(),
                dmarc.spfAligned(),
                judgement.override().map(PlainText::of).orElse(""),
                dmarc.authorDomain(),
                arrival.message().mailFrom().map(MailAddress::domain).orElse(""),
                signatures(found.dkim(), dmarc.authorDomain()),
                spf(found.mailFrom()));
    }

    /** RFC 9990 §3.1.1: {@code pass} if there was a policy to apply, and no need to. */
    private static String disposition(Judgement judgement) {
        DmarcResult dmarc = judgement.authentication().dmarc();
        return switch (judgement.disposition()) {
            case REJECT -> "reject";
            case QUARANTINE -> "quarantine";
            case DELIVER, DEFER -> dmarc.verdict() == DmarcResult.Verdict.PASS && dmarc.policy() != Policy.NONE
                    ? "pass"
                    : "none";
        };
    }

    /** Those that count most first (RFC 9990 §3.1.3). */
    private static String signatures(List<DkimResult> results, String author) {
        Comparator<DkimResult> order = Comparator.comparing((DkimResult result) -> !result.passed())
                .thenComparing(result -> !result.domain().equals(author))
                .thenComparing(result -> !author.endsWith("." + result.domain())
                        && !result.domain().endsWith("." + author));
        return results.stream()
                .filter(result ->
                        !result.domain().isEmpty() && !result.selector().isEmpty())
                .sorted(order)
                .limit(SIGNATURES)
                .map(result -> PlainText.domain(result.domain()) + "/" + PlainText.word(result.selector()) + "="
                        + result.verdict().text())
                .distinct()
                .collect(Collectors.joining(" "));
    }

    private static String spf(SpfResult result) {
        return result.domain().isEmpty()
                ? ""
                : PlainText.domain(result.domain()) + "=" + result.verdict().text();
    }

    private static String policy(DmarcRecord record) {
        StringBuilder text = new StringBuilder("p=" + record.policy().text());
        record.subdomainPolicy().ifPresent(policy -> text.append("; sp=").append(policy.text()));
        record.nonExistentPolicy().ifPresent(policy -> text.append("; np=").append(policy.text()));
        text.append("; adkim=").append(letter(record.dkimAlignment()));
        text.append("; aspf=").append(letter(record.spfAlignment()));
        text.append("; fo=")
                .append(record.failureOptions().stream()
                        .sorted()
                        .map(String::valueOf)
                        .collect(Collectors.joining(":")));
        return text.append(record.testing() ? "; testing=y" : "; testing=n").toString();
    }

    private static String letter(Alignment alignment) {
        return alignment.name().substring(0, 1).toLowerCase(Locale.ROOT);
    }

    /** Writes what was counted since the last time; the stage completes when it can be read. Never fails. */
    CompletionStage<Void> write() {
        List<DmarcTally> sums = new ArrayList<>();
        synchronized (counted) {
            counted.forEach((kind, messages) ->
                    sums.add(new DmarcTally(kind.day(), kind.domain(), kind.policy(), kind.row(), messages)));
            counted.clear();
        }
        if (sums.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return records.count(sums).exceptionally(failure -> {
            LOG.warn("what was counted of DMARC cannot be written: rows={}", sums.size(), failure);
            return null;
        });
    }
}
