package org.posthaste.smtp.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.posthaste.mailstore.dmarc.Counted;
import org.posthaste.mailstore.dmarc.DmarcRow;
import org.posthaste.smtp.report.DmarcSource.Kind;

/**
 * What the reports of some weeks say of a domain's mail: who sends it, and whether a strict policy would hurt. Immutable.
 *
 * @param sources those with most messages first
 * @param conclusion one sentence
 * @param advice what to do, or to know; the most important first
 */
public record DmarcPicture(List<DmarcSource> sources, String conclusion, List<String> advice) {
    /** Less than that says nothing. */
    private static final int ENOUGH_DAYS = 7;

    private static final int ENOUGH_MESSAGES = 20;
    private static final int SHOWN_ADDRESSES = 5;
    /** A policy of reject hurts too much if more than one of so many messages is changed on its way. */
    private static final int CHANGED_SHARE = 100;

    public DmarcPicture {
        sources = List.copyOf(sources);
        advice = List.copyOf(advice);
    }

    /**
     * What is known beside the reports.
     *
     * @param domain theirs
     * @param own our addresses
     * @param hosts names of addresses, as far as they are known
     * @param days on which reported time ended
     */
    public record Background(String domain, Set<String> own, Map<String, String> hosts, int days) {
        public Background {
            own = Set.copyOf(own);
            hosts = Map.copyOf(hosts);
        }
    }

    /** A source while it is added up. */
    private static final class Sum {
        private final Set<String> addresses = new TreeSet<>();
        private final Map<String, Long> reasons = new LinkedHashMap<>();
        private long messages;
        private long passed;
        private long byDkim;
        private long bySpf;
        private long stopped;

        void add(Counted<DmarcRow> counted) {
            DmarcRow row = counted.row();
            long number = counted.number();
            messages += number;
            passed += row.passed() ? number : 0;
            byDkim += row.dkimAligned() ? number : 0;
            bySpf += row.spfAligned() ? number : 0;
            stopped += row.disposition().equals("reject") || row.disposition().equals("quarantine") ? number : 0;
            if (!row.source().isEmpty() && addresses.size() < SHOWN_ADDRESSES) {
                addresses.add(row.source());
            }
            if (!row.passed()) {
                reasons.merge(why(row), number, Long::sum);
            }
        }

        DmarcSource source(Key key) {
            String why = reasons.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .map(Map.Entry::getKey)
                    .orElse("");
            return new DmarcSource(
                    key.name, key.kind, List.copyOf(addresses), messages, passed, byDkim, bySpf, stopped, why);
        }
    }

    private record Key(String name, Kind kind) {}

    /** Looks at rows of reports. */
    public static DmarcPicture of(List<Counted<DmarcRow>> rows, Background background) {
        Set<String> passing = new TreeSet<>();
        rows.stream().filter(each -> each.row().passed()).forEach(each -> passing.add(name(each.row(), background)));
        Map<Key, Sum> sums = new LinkedHashMap<>();
        for (Counted<DmarcRow> each : rows) {
            String name = name(each.row(), background);
            Key key = new Key(name, kind(each.row(), name, passing, background));
            sums.computeIfAbsent(key, made -> new Sum()).add(each);
        }
        List<DmarcSource> sources = new ArrayList<>();
        sums.forEach((key, sum) -> sources.add(sum.source(key)));
        sources.sort(Comparator.comparingLong(DmarcSource::messages).reversed().thenComparing(DmarcSource::name));
        return concluded(sources, background);
    }

    private static String name(DmarcRow row, Background background) {
        if (background.own.contains(row.source())) {
            return "this server";
        }
        String host = background.hosts.getOrDefault(row.source(), "");
        Optional<String> service = KnownSenders.of(host);
        for (String result : row.dkim().split(" ")) {
            if (service.isEmpty() && result.endsWith("=pass")) {
                service = KnownSenders.of(result.split("/", 2)[0]);
            }
        }
        if (service.isEmpty() && row.spf().endsWith("=pass")) {
            service = KnownSenders.of(row.spf().split("=", 2)[0]);
        }
        if (service.isPresent()) {
            return service.get();
        }
        if (host.isEmpty()) {
            return row.source().isEmpty() ? "other senders" : row.source();
        }
        return organization(host);
    }

    /** The part of a host's name that its organization probably registered. */
    static String organization(String host) {
        String[] labels = host.split("\\.");
        int last = labels.length - 1;
        if (last < 1) {
            return host;
        }
        boolean twoLevels = last >= 2 && labels[last].length() == 2 && labels[last - 1].length() <= 3;
        return (twoLevels ? labels[last - 2] + "." : "") + labels[last - 1] + "." + labels[last];
    }

    private static Kind kind(DmarcRow row, String name, Set<String> passing, Background background) {
        if (background.own.contains(row.source())) {
            return Kind.OWN;
        }
        if (row.passed()) {
            return row.spfAligned() ? Kind.SENDER : Kind.FORWARDED;
        }
        String override = row.override().split(" ", 2)[0];
        if (Set.of("forwarded", "mailing_list", "trusted_forwarder").contains(override)
                || signedByDomain(row, background.domain)) {
            return Kind.CHANGED;
        }
        boolean service = row.dkim().contains("=pass")
                && KnownSenders.of(passingSigner(row)).isPresent();
        return passing.contains(name) && !name.equals("other senders") && !isMailboxProvider(name) || service
                ? Kind.SENDER
                : Kind.UNKNOWN;
    }

    /** Where everybody has a mailbox, the mail of one says nothing of another's. */
    private static boolean isMailboxProvider(String name) {
        return Set.of("Google Workspace", "Microsoft 365", "Yahoo", "GMX and WEB.DE", "Mail.ru", "iCloud Mail")
                .contains(name);
    }

    private static String passingSigner(DmarcRow row) {
        for (String result : row.dkim().split(" ")) {
            if (result.endsWith("=pass")) {
                return result.split("/", 2)[0];
            }
        }
        return "";
    }

    private static boolean signedByDomain(DmarcRow row, String domain) {
        for (String result : row.dkim().split(" ")) {
            String signer = result.split("/", 2)[0];
            if ((signer.equals(domain) || signer.endsWith("." + domain)) && result.endsWith("=fail")) {
                return true;
            }
        }
        return false;
    }

    private static String why(DmarcRow row) {
        String spf = row.spf().isEmpty() ? "SPF was not told" : spf(row);
        if (row.dkim().isEmpty()) {
            return "no DKIM signature, " + spf;
        }
        String signer = passingSigner(row);
        return (signer.isEmpty()
                        ? "its DKIM signature does not verify (" + results(row.dkim()) + ")"
                        : "signed by " + signer + " only")
                + ", " + spf;
    }

    private static String results(String dkim) {
        Set<String> results = new TreeSet<>();
        for (String result : dkim.split(" ")) {
            results.add(result.substring(result.lastIndexOf('=') + 1));
        }
        return String.join(", ", results);
    }

    private static String spf(DmarcRow row) {
        String[] parts = row.spf().split("=", 2);
        String result = parts.length < 2 ? "none" : parts[1];
        return result.equals("pass") ? "SPF passes for " + parts[0] + " only" : "SPF " + result + " for " + parts[0];
    }

    private static long sum(List<DmarcSource> sources, Kind kind, boolean failed) {
        return sources.stream()
                .filter(source -> source.kind() == kind)
                .mapToLong(source -> failed ? source.failed() : source.messages())
                .sum();
    }

    private static String messages(long number) {
        return number == 1 ? "1 message" : number + " messages";
    }

    private static DmarcPicture concluded(List<DmarcSource> sources, Background background) {
        List<String> advice = new ArrayList<>();
        long ownFailed = sum(sources, Kind.OWN, true);
        long sendersFailed = sum(sources, Kind.SENDER, true);
        long changed = sum(sources, Kind.CHANGED, false);
        long forwarded = sum(sources, Kind.FORWARDED, false);
        long unknown = sum(sources, Kind.UNKNOWN, false);
        long good = sources.stream().mapToLong(DmarcSource::passed).sum();
        for (DmarcSource source : sources) {
            failing(source, background.domain).ifPresent(advice::add);
        }
        if (changed > 0) {
            advice.add(messages(changed) + " were changed by those who forwarded them, mostly mailing lists: receivers"
                    + " that know the forwarder take them all the same, others would refuse them with p=reject.");
        }
        if (forwarded > 0) {
            advice.add(messages(forwarded) + " passed by DKIM alone: forwarded, or sent by a service that signs in your"
                    + " name. That is enough.");
        }
        if (unknown > 0) {
            advice.add(messages(unknown) + " of unknown senders used your name: nothing to do, p=reject stops them.");
        }
        long all = sources.stream().mapToLong(DmarcSource::messages).sum();
        return new DmarcPicture(sources, conclusion(background, all, good, ownFailed + sendersFailed, changed), advice);
    }

    private static String conclusion(Background background, long all, long good, long failed, long changed) {
        if (all == 0) {
            return "No reports: nothing can be said yet.";
        }
        if (background.days < ENOUGH_DAYS || good + failed < ENOUGH_MESSAGES) {
            return "Too little data: " + messages(all) + ", of which " + good + " are yours for sure, on "
                    + background.days + (background.days == 1 ? " day." : " days.")
                    + " Wait before you change the policy.";
        }
        if (failed > 0) {
            return messages(failed) + " that may be yours failed: mend that before p=reject.";
        }
        if (changed * CHANGED_SHARE > good) {
            return "All your mail passes, but much of it is changed on its way: stay with p=quarantine.";
        }
        return "All your mail passes: p=reject is safe.";
    }

    private static Optional<String> failing(DmarcSource source, String domain) {
        if (source.failed() == 0) {
            return Optional.empty();
        }
        return switch (source.kind()) {
            case OWN -> Optional.of(messages(source.failed()) + " of this server failed (" + source.why()
                    + "): compare what is published with \"posthaste domain dns " + domain + "\".");
            case SENDER -> Optional.of(messages(source.failed()) + " of " + source.name() + " failed (" + source.why()
                    + "): if you let it send for you, let it sign as " + domain + " and add it to the SPF record.");
            default -> Optional.empty();
        };
    }
}
