package org.posthaste.smtp.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.posthaste.mailstore.dmarc.Counted;
import org.posthaste.mailstore.dmarc.TlsRow;

/**
 * What the reports of some weeks say of TLS to a domain's hosts (RFC 8460). Immutable.
 *
 * @param sessions all
 * @param failed of them
 * @param policies that senders found: {@code tlsa}, {@code sts}, {@code no-policy-found}
 * @param failures the most frequent first
 * @param conclusion one sentence
 * @param advice what to do, or to know
 */
public record TlsPicture(
        long sessions,
        long failed,
        Set<String> policies,
        List<Failure> failures,
        String conclusion,
        List<String> advice) {
    private static final int ENOUGH_DAYS = 7;
    private static final int ENOUGH_SESSIONS = 20;
    private static final int SHOWN = 5;

    public TlsPicture {
        policies = Set.copyOf(policies);
        failures = List.copyOf(failures);
        advice = List.copyOf(advice);
    }

    /**
     * Sessions that failed alike.
     *
     * @param host ours; empty text if nobody says
     * @param result a type of RFC 8460 §4.3
     * @param meaning the same in words
     * @param reason what senders say beside
     * @param sessions how many
     */
    public record Failure(String host, String result, String meaning, String reason, long sessions) {}

    private record Key(String host, String result) {}

    /**
     * Looks at rows of reports.
     *
     * @param testing a reported MTA-STS policy is in mode testing
     * @param days on which reported time ended
     */
    public static TlsPicture of(List<Counted<TlsRow>> rows, boolean testing, int days) {
        long sessions = 0;
        long failed = 0;
        Set<String> policies = new TreeSet<>();
        Map<Key, Long> sums = new LinkedHashMap<>();
        Map<Key, String> reasons = new LinkedHashMap<>();
        for (Counted<TlsRow> each : rows) {
            TlsRow row = each.row();
            sessions += each.number();
            if (!row.policyType().isEmpty()) {
                policies.add(row.policyType());
            }
            if (!row.result().isEmpty()) {
                failed += each.number();
                Key key = new Key(row.mxHost(), row.result());
                sums.merge(key, each.number(), Long::sum);
                if (!row.reason().isEmpty()) {
                    reasons.putIfAbsent(key, row.reason());
                }
            }
        }
        List<Failure> failures = new ArrayList<>();
        sums.forEach((key, number) -> failures.add(
                new Failure(key.host, key.result, meaning(key.result), reasons.getOrDefault(key, ""), number)));
        failures.sort(Comparator.comparingLong(Failure::sessions).reversed().thenComparing(Failure::host));
        return new TlsPicture(
                sessions,
                failed,
                policies,
                failures,
                conclusion(sessions, failed, policies, testing, days),
                advice(failures, policies));
    }

    private static String conclusion(long sessions, long failed, Set<String> policies, boolean testing, int days) {
        if (sessions == 0) {
            return "No reports: nothing can be said yet.";
        }
        if (days < ENOUGH_DAYS || sessions < ENOUGH_SESSIONS) {
            return "Too little data: " + sessions + (sessions == 1 ? " session on " : " sessions on ") + days
                    + (days == 1 ? " day." : " days.");
        }
        if (failed > 0) {
            return failed + " of " + sessions + " sessions failed: mend that, whatever the policy.";
        }
        if (testing) {
            return "All " + sessions + " sessions went well: MTA-STS in mode enforce is safe.";
        }
        return policies.contains("tlsa") || policies.contains("sts")
                ? "All " + sessions + " sessions went well."
                : "All " + sessions + " sessions went well, but no sender found a policy: mail could be read by whoever"
                        + " sits in between.";
    }

    private static List<String> advice(List<Failure> failures, Set<String> policies) {
        List<String> advice = new ArrayList<>();
        failures.stream()
                .limit(SHOWN)
                .forEach(failure -> advice.add(failure.sessions() + (failure.sessions() == 1 ? " session" : " sessions")
                        + (failure.host().isEmpty() ? "" : " to " + failure.host()) + ": " + failure.meaning() + "."));
        if (!policies.isEmpty() && !policies.contains("sts")) {
            advice.add("No sender found an MTA-STS policy: \"posthaste domain dns\" prints its records.");
        }
        if (!policies.isEmpty() && !policies.contains("tlsa")) {
            advice.add("No sender used DANE: it needs a signed zone and the TLSA records of \"posthaste domain dns\".");
        }
        return advice;
    }

    /** A result type of RFC 8460 §4.3 in words. */
    static String meaning(String result) {
        return switch (result) {
            case "starttls-not-supported" -> "the host did not offer STARTTLS; if it does, somebody in between hid it";
            case "certificate-host-mismatch" -> "the certificate does not name the host";
            case "certificate-expired" -> "the certificate had expired";
            case "certificate-not-trusted" -> "the certificate is of no authority that senders trust";
            case "validation-failure" -> "the certificate or the handshake was not accepted";
            case "tlsa-invalid" -> "no TLSA record fits the certificate; after a new key they must change first";
            case "dnssec-invalid" -> "the zone's DNSSEC signatures do not verify";
            case "dane-required" -> "the sender insists on DANE, and there were no usable TLSA records";
            case "sts-policy-fetch-error" -> "the MTA-STS policy could not be fetched from https://mta-sts.DOMAIN";
            case "sts-policy-invalid" -> "the MTA-STS policy is not valid";
            case "sts-webpki-invalid" -> "the certificate of the MTA-STS policy host is not valid";
            case TlsReportParser.UNEXPLAINED -> "the report does not say why";
            default -> "the sender calls it " + result;
        };
    }
}
